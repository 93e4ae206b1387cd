/**
 * The one place that asks the server. An answer is either what was asked for, a `Problem` the server states in its
 * own shape, or no true answer (`Offline`): a cut line, a time-out, a captive portal's page. Nothing else counts.
 */
import type { ProblemDetails } from './schema';

/** A half-dead connection must not hold the queue: measured drain times were 35 s without a limit. */
const TIME_OUT_MS = 15_000;
const OWN_FIELDS = new Set(['type', 'title', 'status', 'detail', 'instance']);

/** The server says no, and why. */
export class Problem extends Error {
  readonly slug: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly extensions: Record<string, unknown>;

  constructor(readonly details: ProblemDetails) {
    super(details.title);
    this.slug = slugOf(details);
    this.status = details.status;
    this.title = details.title;
    this.detail = details.detail ?? '';
    this.extensions = Object.fromEntries(Object.entries(details).filter(([name]) => !OWN_FIELDS.has(name)));
  }
}

/** No true answer came; what was asked may or may not have happened. */
export class Offline extends Error {}

/** The last part of a problem's type, or `about:blank` for a plain HTTP refusal. */
export function slugOf(details: ProblemDetails): string {
  return details.type.replace(/^.*\/problems\//, '');
}

/** How long to wait for what takes long; whether what is sent goes packed, where the browser can; whether a file comes. */
interface Manner {
  waitMs?: number;
  isPacked?: boolean;
  isFile?: boolean;
  /** Of a page that has no session yet. */
  token?: string;
}

/** Whose page this is, as the one who keeps the session knows it (`session.ts`). */
interface Page {
  /** What only a page of this session knows; it goes with every change. */
  token: () => string | undefined;
  /** Ask for it anew; says whether the session is still of the same person in the same role. */
  renew: () => Promise<boolean>;
}
let page: Page = { token: () => undefined, renew: async () => false };

/** Tell whose page this is. */
export function speakFor(whose: Page): void {
  page = whose;
}

/** Ask the server; resolves only with a true answer of the server. Bytes are sent as they are, all else as JSON. */
export async function ask<T>(method: string, path: string, body?: unknown, manner: Manner = {}): Promise<T> {
  try {
    return await askOnce<T>(method, path, body, manner);
  } catch (refusal) {
    // The session has been taken up anew since this page was told of it: in another tab, or by a newer release.
    if (method === 'GET' || !(refusal instanceof Problem && refusal.slug === 'not-from-here')) throw refusal;
    if (!(await page.renew())) throw refusal;
    return askOnce<T>(method, path, body, manner);
  }
}

async function askOnce<T>(method: string, path: string, body: unknown, manner: Manner): Promise<T> {
  const answer = await send(method, path, body, manner);
  if (answer.status === 204) return undefined as T;
  const content = await readContent(answer, manner);
  if (answer.ok) return content as T;
  if (isProblem(content)) throw new Problem(content);
  throw new Offline(`status ${answer.status} without a problem`);
}

async function send(method: string, path: string, body: unknown, manner: Manner): Promise<Response> {
  const { waitMs = TIME_OUT_MS, isPacked = false } = manner;
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': document.documentElement.lang || 'fi',
  };
  const token = method === 'GET' ? undefined : (manner.token ?? page.token());
  if (token) headers['X-CSRF-Token'] = token;
  const isBytes = body instanceof Uint8Array;
  const text = body === undefined || isBytes ? null : JSON.stringify(body);
  if (body !== undefined) headers['Content-Type'] = isBytes ? 'application/octet-stream' : 'application/json';
  const packed = isPacked && text !== null ? await gzipped(text) : null;
  if (packed) headers['Content-Encoding'] = 'gzip';
  try {
    return await fetch(path, {
      method,
      headers,
      body: packed ?? (isBytes ? (body as Uint8Array<ArrayBuffer>) : text),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(waitMs),
    });
  } catch (cause) {
    throw new Offline('no answer', { cause });
  }
}

/** Null in browsers before 2023, which cannot: the text then goes as it is. */
async function gzipped(text: string): Promise<ArrayBuffer | null> {
  if (typeof CompressionStream === 'undefined') return null;
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}

async function readContent(answer: Response, { isFile }: Manner): Promise<unknown> {
  const kind = answer.headers.get('Content-Type') ?? '';
  const wanted = isFile ? /^application\/(zip|octet-stream)\b/ : /^application\/json\b/;
  const expected = answer.ok ? wanted : /^application\/problem\+json\b/;
  if (!expected.test(kind)) throw new Offline(`status ${answer.status} of kind ${kind}`);
  try {
    return await (answer.ok && isFile ? answer.blob() : answer.json());
  } catch (cause) {
    throw new Offline('a cut answer', { cause });
  }
}

function isProblem(content: unknown): content is ProblemDetails {
  return (
    typeof content === 'object' &&
    content !== null &&
    typeof (content as ProblemDetails).type === 'string' &&
    typeof (content as ProblemDetails).status === 'number'
  );
}
