/** This device's passkey as the keeper of a key: WebAuthn's PRF extension gives the same 32 bytes for the same salt. */

/** What a passkey gave, and which one it was. */
export interface Given {
  credentialId: ArrayBuffer;
  secret: Uint8Array<ArrayBuffer>;
}

/** Make a passkey on this device and ask it for a key; null when she let it be, or it gives none. */
export async function makePasskey(salt: Uint8Array<ArrayBuffer>): Promise<Given | null> {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'Kotiseteli' },
        user: { id: chance(16), name: 'Kotiseteli', displayName: 'Kotiseteli' },
        challenge: chance(32),
        // ES256 and RS256, as WebAuthn level 3 recommends for every device.
        pubKeyCredParams: [-7, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required' },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  if (!made) return null;
  // Some devices say only that they can, and give the key at the first use.
  return given(made) ?? (made.getClientExtensionResults().prf?.enabled ? askPasskey(made.rawId, salt) : null);
}

/** Ask a passkey for its key; null when she let it be. */
export async function askPasskey(credentialId: ArrayBuffer, salt: Uint8Array<ArrayBuffer>): Promise<Given | null> {
  const shown = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: chance(32),
        allowCredentials: [{ type: 'public-key', id: credentialId }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  return shown && given(shown);
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null;
  } catch (failure) {
    // The browser's one answer for everything a person or her device may have said no to.
    if (failure instanceof DOMException) return null;
    throw failure;
  }
}

function given(passkey: PublicKeyCredential): Given | null {
  const first = passkey.getClientExtensionResults().prf?.results?.first;
  if (!first) return null;
  const secret = ArrayBuffer.isView(first) ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength) : first;
  return { credentialId: passkey.rawId, secret: new Uint8Array(secret) };
}

function chance(bytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
