/** Shared with the built-in vendor. Fixed on purpose: this is an example, and scans must be repeatable. */
export const vendorKey = 'acme_test_orchard_5f0c2b';
export const webhookSecret = 'whsec_b3JjaGFyZC1leGFtcGxlLXdlYmhvb2sta2V5';

/** The key that signs access tokens. Fixed, so that `actors/alice.expired-token` is a real token of this shop. */
export const signingKey = {
  kty: 'EC',
  crv: 'P-256',
  x: '5EdXSTuMmT3tBHkHW_8Hnuwm_LCxROQsDhfGWR7rOws',
  y: 'fx_qilhSA-gW4lcJOc_51-ctv-ohQqipmLJ9LImIsoY',
  d: 'Y0q55hSTfWM2ymKBflp2dRx0ulOTQ4MzXWBwVPhO3_0',
} as const;
