// oidc-provider, an OpenID Provider certified by the OpenID Foundation, with its own pages for logging in.

const [port, client, secret, back] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

import(process.env.OIDC_PROVIDER).then(({ Provider }) => {
  const provider = new Provider(issuer, {
    clients: [{ client_id: client, client_secret: secret, redirect_uris: [back], grant_types: ["authorization_code"] }],
    pkce: { required: () => true },
    claims: { openid: ["sub", "auth_time"] },
    conformIdTokenClaims: true,
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ["a key for a test"] },
  });
  provider.listen(Number(port), "127.0.0.1", () => console.log("up"));
});
