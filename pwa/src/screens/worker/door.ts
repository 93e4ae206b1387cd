/** What is known of a voucher at the door: first what its code says by itself, then what the server adds when it can. */
import { useEffect, useState } from 'preact/hooks';
import { ask, Offline, Problem } from '../../api/client';
import type { RulesAtDoor, VoucherAtDoor } from '../../api/schema';
import { now } from '../../offline/clock';
import type { Opening } from '../../offline/ongoing';
import { provisions, syncState, visits } from '../../offline/signals';
import { bringNewest, sync } from '../../offline/sync';
import { localDay } from '../../rules/days';
import { readNumber } from '../../rules/number';
import { type CodePayload, find, prove, readPayload, type Warning, warningsOf } from '../../scan/code';
import { sessionEnded, signInNeeded } from '../../session';
import type { Proof } from '../../signed';

export interface Door {
  number: string;
  /** Null when the number was typed or read from the bar code. */
  code: string | null;
  payload: CodePayload | null;
  proof: Proof | null;
}

/** `undefined` while the code is being proven, null when the path holds neither a code nor a number. */
export function useDoor(reference: string): Door | null | undefined {
  const [door, setDoor] = useState<Door | null | undefined>(undefined);
  const keys = provisions.value?.keys.map(({ id }) => id).join();
  useEffect(() => {
    let wanted = true;
    void doorOf(reference).then((opened) => {
      if (wanted) setDoor(opened);
    });
    return () => {
      wanted = false;
    };
  }, [reference, keys]);
  useEffect(() => {
    if (door?.proof === 'unchecked') void sync();
  }, [door?.proof]);
  return door;
}

async function doorOf(reference: string): Promise<Door | null> {
  const found = find(decoded(reference));
  const code = found && 'code' in found ? found.code : null;
  const payload = code && readPayload(code);
  if (code && !payload) return { number: '', code, payload: null, proof: 'forged' };
  if (code && payload) {
    return { number: payload.number, code, payload, proof: await provenWithNewestKeys(code) };
  }
  const number = found && 'number' in found ? found.number : readNumber(reference).number;
  return number === null ? null : { number, code: null, payload: null, proof: null };
}

/** How long one waits at a door for the newest keys; without them the code is checked when the visit is received. */
const WAIT_FOR_KEYS_MS = 4000;

/** An unknown key may be newer than this phone's, so the newest are asked for; without an answer nobody is called a forger. */
export async function provenWithNewestKeys(code: string, bring = bringNewest): Promise<Proof> {
  const byHeldKeys = await prove(code, provisions.peek()?.keys ?? []);
  if (byHeldKeys !== 'unknown-key') return byHeldKeys;
  const tooLong = new Promise<boolean>((resolve) => setTimeout(resolve, WAIT_FOR_KEYS_MS, false));
  const isBrought = await Promise.race([bring(), tooLong]);
  return isBrought ? prove(code, provisions.peek()?.keys ?? []) : 'unchecked';
}

/** An address typed or cut by hand may hold a `%` that stands for nothing. */
function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

/** What the server knows of the voucher: nothing yet, its answer, a refusal, or no network. */
export interface Asked {
  atDoor: VoucherAtDoor | null;
  failure: unknown;
}

/** The pause before a server that did not answer is asked again; it doubles each time, up to the longest. */
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60_000;

/** Ask the server for the voucher of this number until it answers, and anew after signing in; null asks nothing. */
export function useAtDoor(number: string | null): Asked {
  const [asked, setAsked] = useState<Asked>({ atDoor: null, failure: null });
  const isOffline = syncState.value === 'offline';
  const isSignedOut = signInNeeded.value;
  useEffect(() => (number === null ? undefined : askUntilAnswered(number, setAsked)), [number, isOffline, isSignedOut]);
  return asked;
}

/** Asks at once, when the network or the person returns, and after a growing pause; gives what ends the asking. */
function askUntilAnswered(number: string, tell: (asked: (before: Asked) => Asked) => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;
  let isAsking = false;
  const end = (): void => {
    ending.abort();
    clearTimeout(timer);
  };
  const askNow = async (): Promise<void> => {
    if (isAsking || signal.aborted) return;
    isAsking = true;
    clearTimeout(timer);
    try {
      const atDoor = await ask<VoucherAtDoor>('GET', `/api/vouchers/at-door/${number}`);
      if (!signal.aborted) tell(() => ({ atDoor, failure: null }));
      end();
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 401) sessionEnded();
      if (signal.aborted) return;
      const isUnanswered = failure instanceof Offline || (failure instanceof Problem && failure.status >= 500);
      // What the server has told before holds also while it does not answer.
      tell((before) => (isUnanswered && before.atDoor ? before : { atDoor: null, failure }));
      if (!isUnanswered) return end();
      timer = setTimeout(askNow, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    } finally {
      isAsking = false;
    }
  };
  addEventListener('online', askNow, { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void askNow(), {
    signal,
  });
  void askNow();
  return end;
}

/** What is wrong with using the voucher here and today, by its code or by what the server says of it. */
export function doorWarnings(door: Door, atDoor: VoucherAtDoor | null): Warning[] {
  const held = provisions.value;
  const terms = door.payload ?? (atDoor && { ...atDoor, providerCode: atDoor.provider?.code ?? 0 });
  return held && terms ? warningsOf(terms, localDay(now()), held) : [];
}

/** With what a visit of this voucher is begun; what an earlier visit or her round has told serves without network. */
export function openingOf(door: Door, atDoor: VoucherAtDoor | null): Opening {
  const earlier = visits.value.find(({ voucherNumber, clientName }) => voucherNumber === door.number && clientName);
  const planned = provisions.value?.round?.visits.find(({ voucherNumber }) => voucherNumber === door.number);
  const services = provisions.value?.services ?? [];
  const serviceBefore = services.find(({ name }) => name.fi === earlier?.service?.fi);
  return {
    voucherNumber: door.number,
    code: door.code,
    codeHolds: door.proof === 'genuine' ? true : null,
    clientName: atDoor?.clientName ?? earlier?.clientName ?? planned?.clientName ?? null,
    serviceCode:
      door.payload?.serviceCode ?? atDoor?.serviceCode ?? planned?.serviceCode ?? serviceBefore?.code ?? null,
  };
}

/** The organiser's rules for a voucher's service; null where this phone does not hold them or cannot tell whose they are. */
export function rulesOf(voucherNumber: string, serviceCode: number | null): RulesAtDoor | null {
  const held = provisions.value;
  const known = held?.vouchers?.list.find(({ number }) => number === voucherNumber);
  const ofService = held?.rules?.filter((rules) => rules.serviceCode === (serviceCode ?? known?.serviceCode)) ?? [];
  // Without knowing whose voucher it is, the service must have only one organiser's rules.
  const [only] = ofService;
  if (!known) return (ofService.length === 1 && only) || null;
  return ofService.find(({ organiserCode }) => organiserCode === known.organiserCode) ?? null;
}
