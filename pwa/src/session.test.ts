/** Who is signed in on this phone, when answers come late and in another order. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ask, Offline, type Problem } from './api/client';
import type { SignedIn } from './api/schema';
import { arrive, checkSession, leaveToSignIn, session, signInAs, signInNeeded, signOut, takeUp } from './session';

type Asked = { method: string; answer: (content: unknown, status?: number) => void };

/** What has been asked of the server and not yet been answered. */
let asked: Asked[] = [];
/** Where the browser has been sent. */
let sentTo: string[] = [];

beforeEach(() => {
  asked = [];
  sentTo = [];
  vi.stubGlobal('location', { assign: (place: string) => sentTo.push(place) });
  session.value = null;
  signInNeeded.value = false;
  localStorage.removeItem('kotiseteli.session');
  localStorage.removeItem('kotiseteli.sign-out-owed');
  vi.stubGlobal(
    'fetch',
    (_: string, { method }: { method: string }) =>
      new Promise<Response>((resolve) => {
        asked.push({ method, answer: (content, status = 200) => resolve(response(content, status)) });
      }),
  );
});

afterEach(() => vi.unstubAllGlobals());

function response(content: unknown, status: number): Response {
  const kind = status < 400 ? 'application/json' : 'application/problem+json';
  const body = status === 204 ? null : JSON.stringify(content);
  return new Response(body, { status, headers: { 'Content-Type': kind } });
}

function person(id: string): SignedIn {
  const who = { id, name: id, language: 'fi' };
  const own = { csrfToken: `of ${id}`, hasOtherMemberships: false };
  return { person: who, role: 'client', provider: null, organiser: null, clients: [], ...own, demo: true };
}

async function nextAsked(method: string): Promise<Asked> {
  return vi.waitFor(() => {
    const found = asked.find((one) => one.method === method);
    if (!found) throw new Error(`${method} has not been asked`);
    asked.splice(asked.indexOf(found), 1);
    return found;
  });
}

async function signedIn(id: string): Promise<void> {
  const signing = signInAs(id);
  (await nextAsked('POST')).answer(person(id));
  await signing;
}

const ENDED = { type: '/problems/sign-in-needed', title: '', status: 401 };

test('an answer about the session that comes after the sign-out does not undo it', async () => {
  await signedIn('helvi');
  const checking = checkSession();
  const check = await nextAsked('GET');
  const leaving = signOut();
  (await nextAsked('DELETE')).answer(null, 204);
  await leaving;
  check.answer(person('helvi'));
  await checking;
  expect([session.value, localStorage.getItem('kotiseteli.session')]).toEqual([null, null]);
});

test('an answer or a 401 about one person says nothing of the next one', async () => {
  for (const [content, status] of [
    [person('helvi'), 200],
    [ENDED, 401],
  ] as const) {
    await signedIn('helvi');
    const checking = checkSession();
    const check = await nextAsked('GET');
    await signedIn('toivo');
    check.answer(content, status);
    await checking;
    expect(session.value?.person.id).toBe('toivo');
  }
});

test('a sign-in that is answered after the sign-out leaves nobody in, and the server is told', async () => {
  const signing = signInAs('helvi');
  const sign = await nextAsked('POST');
  const leaving = signOut();
  sign.answer(person('helvi'));
  (await nextAsked('DELETE')).answer(null, 204);
  await Promise.all([signing, leaving]);
  expect([session.value, localStorage.getItem('kotiseteli.sign-out-owed')]).toEqual([null, null]);
});

test('of two sign-ins the one asked for last holds', async () => {
  const both = [signInAs('helvi'), signInAs('toivo')];
  const first = await nextAsked('POST');
  // The browser keeps the cookie that comes last: the second is not asked for before the first has come.
  expect(asked).toEqual([]);
  first.answer(person('helvi'));
  (await nextAsked('POST')).answer(person('toivo'));
  await Promise.all(both);
  expect(session.value?.person.id).toBe('toivo');
});

test('a session that the server no longer knows ends when it was asked of the person who is here', async () => {
  await signedIn('helvi');
  const checking = checkSession();
  (await nextAsked('GET')).answer(ENDED, 401);
  await checking;
  expect(session.value).toBeNull();
});

const FORGED = { type: '/problems/not-from-here', title: '', status: 403 };

/** What each request said of its page. */
async function withTokens(work: (said: (string | undefined)[]) => Promise<void>): Promise<void> {
  const said: (string | undefined)[] = [];
  const answering = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, request: { method: string; headers: Record<string, string> }) => {
    if (request.method !== 'GET') said.push(request.headers['X-CSRF-Token']);
    return answering(path, request);
  });
  await work(said);
}

test('a page whose session was taken up anew asks for the new token once, and its change goes through', async () => {
  await signedIn('helvi');
  await withTokens(async (said) => {
    const changing = ask('PUT', '/api/anything', {});
    (await nextAsked('PUT')).answer(FORGED, 403);
    (await nextAsked('GET')).answer({ ...person('helvi'), csrfToken: 'of another day' });
    (await nextAsked('PUT')).answer({ done: true });
    expect(await changing).toEqual({ done: true });
    expect(said).toEqual(['of helvi', 'of another day']);
    expect(session.value?.csrfToken).toBe('of another day');
  });
});

test.each([
  ['another person', { ...person('toivo') }],
  ['another role', { ...person('helvi'), role: 'relative' as const }],
  ['another employer', { ...person('helvi'), provider: { id: 'majakka', code: 2, name: 'Majakka' } }],
])('a change asked for in one session is not sent in the session of %s', async (_, now) => {
  await signedIn('helvi');
  const changing = ask('PUT', '/api/anything', {}).catch((refusal: Problem) => refusal.slug);
  (await nextAsked('PUT')).answer(FORGED, 403);
  (await nextAsked('GET')).answer(now);
  expect(await changing).toBe('not-from-here');
  expect(asked).toEqual([]);
});

test('a change that is refused again is not tried for ever', async () => {
  await signedIn('helvi');
  const changing = ask('PUT', '/api/anything', {}).catch((refusal: Problem) => refusal.slug);
  (await nextAsked('PUT')).answer(FORGED, 403);
  (await nextAsked('GET')).answer(person('helvi'));
  (await nextAsked('PUT')).answer(FORGED, 403);
  expect(await changing).toBe('not-from-here');
  expect(asked).toEqual([]);
});

test('who goes over to another employer is there when the server has said so', async () => {
  await signedIn('helvi');
  const going = takeUp('the other membership');
  (await nextAsked('POST')).answer({ ...person('helvi'), provider: { id: 'majakka', code: 2, name: 'Majakka' } });
  await going;
  expect(session.value?.provider?.name).toBe('Majakka');
});

test('whoever came by an identity provider is taken there to leave it too', async () => {
  await signedIn('helvi');
  const leaving = signOut();
  (await nextAsked('DELETE')).answer({ leave: 'https://provider.example/end' });
  await leaving;
  expect(sentTo).toEqual(['https://provider.example/end']);
});

test('a sign-out that is told to the server later takes nobody away', async () => {
  localStorage.setItem('kotiseteli.sign-out-owed', 'yes');
  const checking = checkSession();
  (await nextAsked('DELETE')).answer({ leave: 'https://provider.example/end' });
  await checking;
  expect([sentTo, localStorage.getItem('kotiseteli.sign-out-owed')]).toEqual([[], null]);
});

test('nobody leaves to sign in before the sign-out that is owed has been told', async () => {
  localStorage.setItem('kotiseteli.sign-out-owed', 'yes');
  const first = leaveToSignIn('suomi-fi', '/voucher/7');
  (await nextAsked('DELETE')).answer({ type: '/problems/broken', title: '', status: 500 }, 500);
  await expect(first).rejects.toBeInstanceOf(Offline);
  const second = leaveToSignIn('suomi-fi', '/voucher/7');
  (await nextAsked('DELETE')).answer({ leave: null });
  await second;
  expect(sentTo).toEqual(['/api/sign-in/suomi-fi?next=%2Fvoucher%2F7']);
});

test('whoever comes back is who the server says, unless she has left meanwhile', async () => {
  const arriving = arrive();
  (await nextAsked('GET')).answer(person('helvi'));
  await arriving;
  expect(session.value?.person.id).toBe('helvi');
  const again = arrive();
  const check = await nextAsked('GET');
  const leaving = signOut();
  check.answer(person('helvi'));
  (await nextAsked('DELETE')).answer({ leave: null });
  await Promise.all([again, leaving]);
  expect(session.value).toBeNull();
});
