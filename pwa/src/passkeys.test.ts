/** What goes between a page, its browser's passkeys and the server, and what stays when somebody lets it be. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addPasskey, deviceHasPasskeys, hasPasskeys, signInByPasskey } from './passkeys';
import { session } from './session';

type Sent = { path: string; body: Record<string, unknown> };

const PERSON = 'b3b0a3f0-0000-4000-8000-000000000001';
const PHONE = 'c3b0a3f0-0000-4000-8000-000000000002';
const WANTED = {
  rp: { id: 'localhost', name: 'Kotiseteli' },
  user: { id: '-_8A', name: 'Anna', displayName: 'Anna' },
  challenge: '_-8',
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  timeout: 300_000,
  excludeCredentials: [{ type: 'public-key', id: 'AQID' }],
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  attestation: 'none',
};
const ASKED = { challenge: '_-8', rpId: 'localhost', timeout: 300_000, userVerification: 'required' };
const SIGNED_IN = {
  person: { id: PERSON, name: 'Anna', language: 'fi' },
  role: 'worker',
  provider: null,
  organiser: null,
  clients: [],
  csrfToken: 'x',
  hasOtherMemberships: false,
  demo: true,
} as const;

let sent: Sent[] = [];
/** What the browser's passkeys were asked, and what they give. */
let options: CredentialCreationOptions & CredentialRequestOptions = {};
let gives: () => unknown = () => null;

/** The browser's, in which every name is a property of its own. */
const MEMORY = {
  getItem(this: Record<string, string>, name: string) {
    return this[name] ?? null;
  },
  setItem(this: Record<string, string>, name: string, value: string) {
    this[name] = value;
  },
  removeItem(this: Record<string, string>, name: string) {
    delete this[name];
  },
};

function octets(...values: number[]): ArrayBuffer {
  return new Uint8Array(values).buffer;
}

function answerOf(path: string): unknown {
  if (path.endsWith('/session/challenge')) return ASKED;
  if (path.endsWith('/challenge')) return WANTED;
  return path.endsWith('/session') ? SIGNED_IN : { id: 'one', name: 'Chrome', device: PHONE };
}

beforeEach(() => {
  sent = [];
  vi.stubGlobal('localStorage', Object.create(MEMORY));
  session.value = null;
  vi.stubGlobal('location', { hostname: 'localhost' });
  vi.stubGlobal('PublicKeyCredential', { isUserVerifyingPlatformAuthenticatorAvailable: async () => true });
  const give = async (asked: typeof options): Promise<unknown> => {
    options = asked;
    return gives();
  };
  vi.stubGlobal('navigator', { credentials: { create: give, get: give } });
  vi.stubGlobal('fetch', async (path: string, { body }: { body: string }) => {
    sent.push({ path, body: JSON.parse(body) as Sent['body'] });
    return new Response(JSON.stringify(answerOf(path)), { headers: { 'Content-Type': 'application/json' } });
  });
});

afterEach(() => vi.unstubAllGlobals());

function made(): unknown {
  const response = { clientDataJSON: octets(1), attestationObject: octets(255, 254, 253) };
  return { rawId: octets(251, 255), response };
}

function used(userHandle: ArrayBuffer | null): unknown {
  const signs = { authenticatorData: octets(2), signature: octets(3), userHandle };
  return { rawId: octets(251, 255), response: { clientDataJSON: octets(1), ...signs } };
}

test('a passkey is asked for in octets, told in base64url, and this phone remembers which it is', async () => {
  session.value = SIGNED_IN as unknown as typeof session.value;
  gives = made;
  await addPasskey('Chrome');
  const { publicKey } = options as { publicKey: PublicKeyCredentialCreationOptions };
  expect(publicKey.challenge).toEqual(new Uint8Array([255, 239]));
  expect(publicKey.user.id).toEqual(new Uint8Array([251, 255, 0]));
  expect(publicKey.excludeCredentials).toEqual([{ type: 'public-key', id: new Uint8Array([1, 2, 3]) }]);
  expect(publicKey.authenticatorSelection).toEqual(WANTED.authenticatorSelection);
  expect(sent.at(-1)).toEqual({
    path: '/api/passkeys',
    body: { clientData: 'AQ', attestation: '__79', name: 'Chrome' },
  });
  session.value = null;
  gives = () => used(octets(9));
  expect(await signInByPasskey()).toBe(true);
  expect(sent.at(-1)?.body).toEqual({
    clientData: 'AQ',
    credential: '-_8',
    authenticatorData: 'Ag',
    signature: 'Aw',
    handle: 'CQ',
    device: PHONE,
  });
  expect(session.value).toMatchObject({ person: { id: PERSON } });
  // What is named after her goes when she takes her data off the phone.
  expect(Object.keys(localStorage).filter((name) => localStorage.getItem(name) === PHONE)).toEqual([
    `kotiseteli.passkey.-_8.${PERSON}`,
  ]);
});

test('on a phone that remembers nothing it says so', async () => {
  gives = () => used(null);
  await signInByPasskey();
  expect(sent.at(-1)?.body).toMatchObject({ handle: '', device: null });
});

test('what she or her device lets be is no failure, and the server hears nothing of it', async () => {
  for (const refusal of ['NotAllowedError', 'InvalidStateError', 'SecurityError']) {
    gives = () => {
      throw new DOMException('no', refusal);
    };
    expect([await addPasskey('x'), await signInByPasskey()]).toEqual([null, false]);
  }
  gives = () => null;
  expect([await addPasskey('x'), await signInByPasskey()]).toEqual([null, false]);
  expect(sent.filter(({ path }) => !path.endsWith('/challenge'))).toEqual([]);
  gives = () => {
    throw new TypeError('a defect of ours');
  };
  await expect(signInByPasskey()).rejects.toThrow('a defect of ours');
});

test('an address of numbers, or a browser of before, has none', async () => {
  expect([hasPasskeys(), await deviceHasPasskeys()]).toEqual([true, true]);
  for (const hostname of ['127.0.0.1', '[::1]']) {
    vi.stubGlobal('location', { hostname });
    expect([hasPasskeys(), await deviceHasPasskeys()]).toEqual([false, false]);
  }
  vi.stubGlobal('location', { hostname: 'setelit.example' });
  vi.stubGlobal('PublicKeyCredential', {
    isUserVerifyingPlatformAuthenticatorAvailable: () => Promise.reject(new Error('shut')),
  });
  expect([hasPasskeys(), await deviceHasPasskeys()]).toEqual([true, false]);
  vi.stubGlobal('PublicKeyCredential', undefined);
  Reflect.deleteProperty(globalThis, 'PublicKeyCredential');
  expect([hasPasskeys(), await deviceHasPasskeys()]).toEqual([false, false]);
});
