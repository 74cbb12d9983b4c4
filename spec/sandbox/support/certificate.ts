/**
 * A key and its own certificate for 127.0.0.1 and localhost, from 2020 to 2120: of these specs, public, and good for nothing
 * else. Made by openssl: an EC key (P-256), signed by itself.
 */
export const certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguMdJHaTjag66hAoO
75wUz3XuCipbm2n5EpoEGHdgZtKhRANCAARFUMUrk+GkhL96LUZR2+qCguRMEotV
ncB2duRIQsWPBYjB99qpIj2Q8TrUCaMZzicS/2d50bNOjT/dtATF+LyZ
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBojCCAUegAwIBAgIBATAKBggqhkjOPQQDAjAxMS8wLQYDVQQDDCZyeC1wdXNo
ZXIgc3BlY3MsIGdvb2QgZm9yIG5vdGhpbmcgZWxzZTAgFw0yMDAxMDEwMDAwMDBa
GA8yMTIwMDEwMTAwMDAwMFowMTEvMC0GA1UEAwwmcngtcHVzaGVyIHNwZWNzLCBn
b29kIGZvciBub3RoaW5nIGVsc2UwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARF
UMUrk+GkhL96LUZR2+qCguRMEotVncB2duRIQsWPBYjB99qpIj2Q8TrUCaMZzicS
/2d50bNOjT/dtATF+LyZo04wTDAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGH
BH8AAAGCCWxvY2FsaG9zdDAdBgNVHQ4EFgQUsi5g3K+g+Bh2WJRg67io4q6Epbcw
CgYIKoZIzj0EAwIDSQAwRgIhALVJpBsAoMDnYatKmS4CubiALKA8VyOyJRTvSMfJ
oZJlAiEAorBZADW3YXX+cnm49Yky07Aad8WOzvX2mjvSOtRHxvI=
-----END CERTIFICATE-----
`,
};
