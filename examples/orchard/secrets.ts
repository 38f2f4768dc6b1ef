/** Shared with the built-in vendor. Fixed on purpose: this is an example, and scans must be repeatable. */
export const vendorKey = 'acme_test_orchard_5f0c2b';
export const webhookSecret = 'whsec_b3JjaGFyZC1leGFtcGxlLXdlYmhvb2sta2V5';
