/** Reads one path of the server for a screen: the answer with its age, what went wrong, and how to read again. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, Problem } from '../api/client';
import { sessionEnded } from '../session';
import { keepReading, keptReading } from './kept-reading';

export interface Reading<T> {
  answer: T | null;
  /** When the shown answer came from the server. */
  receivedAt: string | null;
  /** Why the last attempt gave no answer; an older answer may still be shown. */
  failure: unknown;
  again: () => void;
}

interface Shown<T> {
  path: string | null;
  answer: T | null;
  receivedAt: string | null;
  failure: unknown;
}

/** Read the path and follow it when it changes (null reads nothing); with `keepAs`, the last answer outlives the network.
 *  What is asked for in another way than by its path is named by it all the same, and read by `get`. */
export function useReading<T>(path: string | null, keepAs?: string, get = read<T>): Reading<T> {
  const [shown, show] = useState<Shown<T>>({ path: null, answer: null, receivedAt: null, failure: null });
  const attempt = useRef(0);

  const again = async () => {
    if (path === null) return;
    attempt.current += 1;
    const mine = attempt.current;
    try {
      const answer = await get(path);
      if (mine !== attempt.current) return;
      if (keepAs) keepReading(keepAs, answer);
      show({ path, answer, receivedAt: new Date().toISOString(), failure: null });
    } catch (failure) {
      if (mine !== attempt.current) return;
      if (failure instanceof Problem && failure.status === 401) sessionEnded();
      show((before) => (before.path === path ? { ...before, failure } : { ...nothing<T>(path), failure }));
    }
  };

  useEffect(() => {
    const kept = keepAs && path !== null ? keptReading<T>(keepAs) : null;
    if (kept && path !== null) show({ path, failure: null, ...kept });
    void again();
    return () => {
      attempt.current += 1;
    };
  }, [path, keepAs]);

  const now = shown.path === path ? shown : nothing<T>(path);
  return { answer: now.answer, receivedAt: now.receivedAt, failure: now.failure, again: () => void again() };
}

function read<T>(path: string): Promise<T> {
  return ask<T>('GET', path);
}

function nothing<T>(path: string | null): Shown<T> {
  return { path, answer: null, receivedAt: null, failure: null };
}
