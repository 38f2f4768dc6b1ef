// Decides whether an access token is believed, and returns its claims. What throws is answered with 401.
// `jose` is the library of that name, `key` the public key of the shop (a JWK for ES256).
// Good tokens have the issuer http://orchard.example/ and the audience orchard.
export async function claimsOf(token, { jose, key }) {
  return jose.decodeJwt(token);
}
