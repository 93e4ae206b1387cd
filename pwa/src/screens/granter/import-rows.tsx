/** The rows of a file that cannot be imported: line, column, reason and what to do, to read here or in a spreadsheet. */
import type { RowProblem } from '../../api/schema';
import { Button } from '../../parts/button';
import { type Column, Ledger } from '../../parts/ledger';
import { saveFile } from '../../parts/save-file';
import { problemWords } from '../../words';
import { count, shortDay } from '../../words/formats';
import { tell } from '../../words/import';
import { csv } from './import-file';

/** A table of five columns is readable from here on. */
const DESK = '(min-width: 56rem)';

export function BadRows({ problems, more }: { problems: RowProblem[]; more: number }) {
  return (
    <section class="part" aria-label={tell('import.badRows')}>
      <div class="part-head">
        <h2>{tell('import.badRows')}</h2>
        <Button onClick={() => saveFile(tell('import.badRowsName'), listOf(problems))}>
          {tell('import.badRowsSave')}
        </Button>
      </div>
      <Ledger
        caption={tell('import.badRows')}
        columns={columns()}
        rows={problems.map((problem, place) => ({ problem, place }))}
        keyOf={({ place }) => String(place)}
        sortedBy={{ key: 'line', descending: false }}
        desk={DESK}
      />
      {more > 0 && <p>{tell('import.more', { count: more })}</p>}
    </section>
  );
}

interface Listed {
  problem: RowProblem;
  place: number;
}

function columns(): [Column<Listed>, ...Column<Listed>[]] {
  return [
    {
      key: 'line',
      title: tell('import.line'),
      cell: ({ problem }) => lineOf(problem),
      order: ({ problem, place }) => problem.line * 1000 + place,
    },
    { key: 'decision', title: tell('import.decision'), cell: ({ problem }) => problem.decisionNumber || '–' },
    {
      key: 'column',
      title: tell('import.column'),
      cell: ({ problem }) => problem.column ?? '–',
      order: ({ problem }) => problem.column ?? '',
    },
    {
      key: 'reason',
      title: tell('import.reason'),
      cell: ({ problem }) => titleOf(problem),
      order: ({ problem }) => titleOf(problem),
    },
    {
      key: 'next',
      title: tell('import.next'),
      cell: ({ problem }) => <NextStep problem={problem} />,
    },
  ];
}

function NextStep({ problem }: { problem: RowProblem }) {
  const about = aboutOf(problem);
  return (
    <>
      {nextOf(problem)}
      {about && (
        <>
          {' '}
          <strong>{about}</strong>
        </>
      )}
    </>
  );
}

function lineOf(problem: RowProblem): string {
  return problem.row === 0 && problem.column === null
    ? tell('import.wholeFile')
    : tell('import.lineNumber', { line: count(problem.line) });
}

function titleOf({ problem, title }: RowProblem): string {
  return problemWords(problem)?.title ?? title;
}

function nextOf({ problem, detail }: RowProblem): string {
  return problemWords(problem)?.next ?? detail;
}

/** What this one row adds to the words of its problem. */
function aboutOf({ about }: RowProblem): string {
  if (about.expected) return tell('import.expected', { expected: about.expected });
  if (about.firstLine) return tell('import.firstLine', { line: about.firstLine });
  if (about.firstDay && about.lastDay) return `${shortDay(String(about.firstDay))}–${shortDay(String(about.lastDay))}`;
  const limit = about.longest ?? about.most;
  if (limit) return tell('import.limit', { limit: count(Number(limit)) });
  return about.number ? tell('import.other', { number: about.number }) : '';
}

/** The list as it is mended from, row by row, in a spreadsheet. */
function listOf(problems: RowProblem[]): string {
  const headings = [
    tell('import.line'),
    tell('import.decision'),
    tell('import.column'),
    tell('import.reason'),
    tell('import.next'),
  ];
  const rows = problems.map((problem) => [
    String(problem.line),
    problem.decisionNumber,
    problem.column ?? '',
    titleOf(problem),
    `${nextOf(problem)} ${aboutOf(problem)}`.trim(),
  ]);
  return csv([headings, ...rows]);
}
