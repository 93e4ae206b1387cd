/** What a client has said outlives a lost network and the page, is sent once, and a refusal is told and jams nothing. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Offline, Problem } from '../api/client';
import type { Unsent } from './unsent';

const ask = vi.hoisted(() => vi.fn());
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), ask }));

const SAID: Unsent = { id: 'a', path: '/api/feedback', body: { id: 'a', face: 'good' }, visit: 'v' };
const problem = (status: number, slug: string) =>
  new Problem({ type: `/problems/${slug}`, title: slug, status, detail: 'Next.' } as never);

async function phone(person = 'helvi') {
  vi.resetModules();
  const { session } = await import('../session');
  session.value = { person: { id: person } } as never;
  return import('./unsent');
}

beforeEach(() => {
  ask.mockReset();
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});

describe('what a client says', () => {
  it('is sent at once where there is a network, and nothing of it stays', async () => {
    const { sendOrKeep, unsent } = await phone();
    expect(await sendOrKeep(SAID)).toBe(true);
    expect(unsent.value).toEqual([]);
  });

  it('waits without one, also after the page was closed, and is sent once', async () => {
    ask.mockRejectedValueOnce(new Offline('no answer'));
    expect(await (await phone()).sendOrKeep(SAID)).toBe(false);
    const { sendUnsent, unsent } = await phone();
    expect(unsent.value).toEqual([SAID]);
    expect(await sendUnsent()).toBe(true);
    expect(ask).toHaveBeenLastCalledWith('POST', SAID.path, SAID.body);
    expect(await sendUnsent()).toBe(false);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('with a voice it may take its time on the way, now and later', async () => {
    ask.mockRejectedValueOnce(new Offline('no answer'));
    const spoken = { ...SAID, body: { ...SAID.body, voice: { content: 'QUJD', seconds: 3 } }, waitMs: 60_000 };
    await (await phone()).sendOrKeep(spoken);
    const { sendUnsent } = await phone();
    await sendUnsent();
    expect(ask.mock.calls).toEqual(Array(2).fill(['POST', SAID.path, spoken.body, { waitMs: 60_000 }]));
  });

  it('is not sent beside itself while it is on its way', async () => {
    let arrive = () => undefined as unknown;
    ask.mockImplementationOnce(() => new Promise((arrived) => (arrive = () => arrived(undefined))));
    const { sendOrKeep, sendUnsent } = await phone();
    const sending = sendOrKeep(SAID);
    expect(await sendUnsent()).toBe(false);
    arrive();
    expect(await sending).toBe(true);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('says so where the phone has no room, and is still sent', async () => {
    ask.mockRejectedValueOnce(new Offline('no answer'));
    const { isOnDisk, sendOrKeep, sendUnsent, unsent } = await phone();
    vi.stubGlobal('localStorage', {
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
      removeItem: () => undefined,
    });
    expect(await sendOrKeep(SAID)).toBe(false);
    expect([isOnDisk.value, unsent.value]).toEqual([false, [SAID]]);
    expect(await sendUnsent()).toBe(true);
    expect(isOnDisk.value).toBe(true);
  });

  it('is another person’s business to nobody', async () => {
    ask.mockRejectedValueOnce(new Offline('no answer'));
    await (await phone('helvi')).sendOrKeep(SAID);
    expect((await phone('kaisa')).unsent.value).toEqual([]);
    expect((await phone('helvi')).unsent.value).toEqual([SAID]);
  });

  it.each([401, 429, 503])('waits when the server cannot take it now (%i)', async (status) => {
    ask.mockRejectedValueOnce(problem(status, 'later'));
    const { sendOrKeep, unsent } = await phone();
    expect(await sendOrKeep(SAID)).toBe(false);
    expect(unsent.value).toEqual([SAID]);
  });

  it('is refused where she stands, and does not stay', async () => {
    ask.mockRejectedValueOnce(problem(409, 'feedback-given'));
    const { sendOrKeep, unsent } = await phone();
    await expect(sendOrKeep(SAID)).rejects.toThrow(Problem);
    expect(unsent.value).toEqual([]);
  });

  it('is refused later with its reason, and the next one goes', async () => {
    ask.mockRejectedValueOnce(new Offline('no answer')).mockRejectedValueOnce(new Offline('no answer'));
    const { sendOrKeep, sendUnsent, unsent, drop } = await phone();
    await sendOrKeep(SAID);
    await sendOrKeep({ ...SAID, id: 'b' });
    ask.mockRejectedValueOnce(problem(409, 'visit-settled'));
    expect(await sendUnsent()).toBe(true);
    expect(unsent.value.map(({ id, refused }) => [id, refused?.slug])).toEqual([['a', 'visit-settled']]);
    drop('a');
    expect(unsent.value).toEqual([]);
  });
});
