/** Who is signed in on this phone, when answers come late and in another order. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SignedIn } from './api/schema';
import { checkSession, session, signInAs, signInNeeded, signOut } from './session';

type Asked = { method: string; answer: (content: unknown, status?: number) => void };

/** What has been asked of the server and not yet been answered. */
let asked: Asked[] = [];

beforeEach(() => {
  asked = [];
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
