/**
 * Feedback of one visit by a link, with no sign-in: three faces, words if wished, thank you. It stands by itself, without
 * the app and its libraries: an old phone on a thin line opens it in one breath. The link's token is in the address's
 * fragment, which no browser sends to anybody.
 */
import type { LinkedVisit } from '../api/schema';
import type { Language } from '../words';
import { ask, type Refusal } from './ask';
import './page.css';
import { firstLanguage, LANGUAGES, SENTENCES } from './words';

const FACES = ['good', 'fair', 'bad'] as const;
type Face = (typeof FACES)[number];
/** Mouths, drawn; the words beside them say the same. */
const MOUTHS: Record<Face, string> = { good: 'M14 28q10 10 20 0', fair: 'M14 31h20', bad: 'M14 34q10-10 20 0' };
const SVG = 'http://www.w3.org/2000/svg';
const MOST_WORDS = 4000;

const token = location.hash.slice(1);
/** One id for one answer, however often it is sent. */
const id = crypto.randomUUID();

type Step =
  | { is: 'loading' }
  | {
      is: 'asked';
      visit: LinkedVisit;
      face: Face | null;
      words: string;
      urgent: boolean;
      failed: boolean;
      busy: boolean;
    }
  | { is: 'thanked' }
  | { is: 'refused'; why: Refusal }
  | { is: 'unanswered' };

let language = firstLanguage(navigator.languages);
let step: Step = { is: 'loading' };

type Key = keyof (typeof SENTENCES)['fi'];
const say = (key: Key, values: Record<string, string> = {}) =>
  SENTENCES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

function element(name: string, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function button(label: (Node | string)[], act: () => void, attributes: Record<string, string> = {}): HTMLElement {
  const made = element('button', { type: 'button', ...attributes }, ...label);
  made.addEventListener('click', act);
  return made;
}

function picture(face: Face): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 48 48');
  svg.setAttribute('aria-hidden', 'true');
  for (const line of ['M24 3a21 21 0 1 1 0 42 21 21 0 0 1 0-42z', 'M17 18v3M31 18v3', MOUTHS[face]]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', line);
    svg.append(path);
  }
  return svg;
}

async function look(): Promise<void> {
  show({ is: 'loading' });
  const answer = await ask<LinkedVisit>('/api/feedback-links/visit', { token }, language);
  if (answer === null) show({ is: 'unanswered' });
  else if ('refused' in answer) show({ is: 'refused', why: answer.refused });
  else show({ is: 'asked', visit: answer.said, face: null, words: '', urgent: false, failed: false, busy: false });
}

async function send(): Promise<void> {
  if (step.is !== 'asked' || step.face === null || step.busy) return;
  const asked = step;
  show({ ...asked, busy: true, failed: false });
  const { face, words, urgent } = asked;
  const body = { token, id, face, words: words.trim(), isUrgent: urgent };
  const answer = await ask('/api/feedback-links/feedback', body, language);
  if (answer === null) show({ ...asked, failed: true });
  else show('refused' in answer ? { is: 'refused', why: answer.refused } : { is: 'thanked' });
}

function show(next: Step): void {
  const isOther = next.is !== step.is;
  step = next;
  document.documentElement.lang = language;
  document.title = say('link.title');
  const page = document.getElementById('page');
  page?.replaceChildren(languages(), ...content());
  if (isOther && next.is !== 'loading') page?.querySelector('h1')?.focus();
}

function languages(): HTMLElement {
  const choices = (Object.keys(LANGUAGES) as Language[]).map((one) =>
    button(
      [LANGUAGES[one]],
      () => {
        language = one;
        // What the server has said it says again in the new language.
        if (step.is === 'refused') void look();
        else show(step);
      },
      { lang: one, 'aria-pressed': String(one === language) },
    ),
  );
  return element('nav', { 'aria-label': say('link.language') }, ...choices);
}

const heading = (words: string) => element('h1', { tabindex: '-1' }, words);

function content(): Node[] {
  switch (step.is) {
    case 'loading':
      return [heading(say('link.title')), element('p', { role: 'status' }, say('link.loading'))];
    case 'thanked':
      return [heading(say('link.thanks')), element('p', {}, say('link.thanksNext'))];
    case 'refused':
      return [heading(step.why.title), element('p', {}, step.why.detail)];
    case 'unanswered':
      return [
        heading(say('link.noAnswer')),
        element('p', {}, say('link.noAnswerNext')),
        button([say('link.again')], () => void look(), { class: 'main' }),
      ];
    default:
      return question(step);
  }
}

function question(asked: Step & { is: 'asked' }): Node[] {
  const { visit, face } = asked;
  const faces = FACES.map((one) => {
    const choice = element('input', { type: 'radio', name: 'face', value: one });
    (choice as HTMLInputElement).checked = one === face;
    choice.addEventListener('change', () => {
      const isFirst = face === null;
      show({ ...asked, face: one });
      if (!isFirst) return;
      document.querySelector<HTMLInputElement>(`[value=${one}]`)?.focus();
    });
    return element('label', { class: `face ${one}` }, choice, picture(one), element('span', {}, say(`link.${one}`)));
  });
  const about = element('p', { class: 'about' }, say('link.about', spoken(visit)));
  const legend = element('legend', {}, say('link.ask'));
  const parts: Node[] = [
    heading(say('link.title')),
    about,
    element('fieldset', {}, legend, element('div', { class: 'faces' }, ...faces)),
  ];
  return face === null ? parts : [...parts, ...more(asked)];
}

/** What comes once a face is chosen. */
function more(asked: Step & { is: 'asked' }): Node[] {
  const words = element('textarea', { id: 'words', rows: '4', maxlength: String(MOST_WORDS) }) as HTMLTextAreaElement;
  words.value = asked.words;
  words.addEventListener('input', () => {
    asked.words = words.value;
  });
  const urgent = element('input', { type: 'checkbox' }) as HTMLInputElement;
  urgent.checked = asked.urgent;
  urgent.addEventListener('change', () => {
    asked.urgent = urgent.checked;
  });
  const hint = element('p', { id: 'hint', class: 'soft' }, say('link.wordsHint'));
  words.setAttribute('aria-describedby', 'hint');
  return [
    element('label', { for: 'words' }, say('link.words')),
    hint,
    words,
    element('label', { class: 'tick' }, urgent, element('span', {}, say('link.urgent'))),
    ...(asked.failed ? [element('p', { role: 'alert', class: 'failed' }, say('link.notSent'))] : []),
    button([say(asked.busy ? 'link.sending' : 'link.send')], () => void send(), {
      class: 'main',
      'aria-disabled': String(asked.busy),
    }),
  ];
}

function spoken({ service, providerName, startedAt, endedAt }: LinkedVisit): Record<string, string> {
  const zone = { timeZone: 'Europe/Helsinki' };
  const day = new Intl.DateTimeFormat(language, { ...zone, weekday: 'long', day: 'numeric', month: 'long' });
  const time = new Intl.DateTimeFormat(language, { ...zone, hour: 'numeric', minute: '2-digit' });
  return {
    service: service[language],
    provider: providerName,
    day: day.format(new Date(startedAt)),
    time: time.formatRange(new Date(startedAt), new Date(endedAt)),
  };
}

void look();
