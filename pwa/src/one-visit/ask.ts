/** Asks the server by the link's token alone: what was asked for, why not in the server's own words, or that no answer came. */

/** The same as the app's own (`api/client.ts`), which this page is too small to bring along. */
const TIME_OUT_MS = 15_000;

export interface Refusal {
  slug: string;
  title: string;
  detail: string;
}

/** An answer, the server's no, or null: nothing came, and it may be tried again. */
export type Answer<T> = { said: T } | { refused: Refusal } | null;

export async function ask<T>(path: string, body: object, language: string): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
      body: JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIME_OUT_MS),
    });
    if (answer.status === 204) return { said: undefined as T };
    const kind = answer.headers.get('Content-Type') ?? '';
    if (answer.ok && kind.startsWith('application/json')) return { said: (await answer.json()) as T };
    if (!kind.startsWith('application/problem+json')) return null;
    const { type, title, detail } = (await answer.json()) as { type: string; title: string; detail: string };
    return { refused: { slug: type.replace(/^.*\//, ''), title, detail } };
  } catch {
    return null;
  }
}
