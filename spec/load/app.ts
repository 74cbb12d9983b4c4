/** The app of the sandbox under load. */
export const APP = {
  id: 'app-id',
  key: 'app-key',
  secret: 'app-secret',
  encryptionMasterKeyBase64: btoa('\x07'.repeat(32)),
};
