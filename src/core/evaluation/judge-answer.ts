/** @file One answer of a contender held against what is relevant: the places of the relevant rows, and the best ten. */
import type { Found } from '../metrics/ranking-figures.ts';
import { selectTop } from '../search/ranking.ts';
import { LIST_LENGTH, type Answer, type TaskQuery, type TopList } from './types.ts';

/** What is read out of an answer. */
export interface Judged {
  /** By ascending place. */
  readonly found: readonly Found[];
  readonly top: TopList;
  /** The score of a row; null where the answer has none. Of a list without scores it falls with the place. */
  readonly scoreOf: (row: number) => number | null;
}

type Judgement = Pick<TaskQuery, 'relevant' | 'unjudged'>;

/**
 * Places of the relevant rows in the ranking by falling score, equal scores in the order of the rows, without sorting: each row is
 * counted at the first relevant one that it comes before.
 * @param scores [corpus]
 */
function placesIn(scores: Float64Array, { relevant, unjudged }: Judgement): Found[] {
  const skipped = new Set(unjudged);
  const wanted = relevant
    .filter(({ row }) => !skipped.has(row))
    .sort((a, b) => scores[b.row]! - scores[a.row]! || a.row - b.row);
  if (wanted.length === 0) return [];
  const passed = new Uint32Array(wanted.length);
  const least = scores[wanted.at(-1)!.row]!;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!;
    if (score < least || skipped.has(row)) continue;
    let low = 0;
    let high = wanted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = wanted[middle]!.row;
      const otherScore = scores[other]!;
      if (score > otherScore || (score === otherScore && row < other)) high = middle;
      else low = middle + 1;
    }
    if (low < wanted.length) passed[low]!++;
  }
  let place = 1;
  return wanted.map(({ grade }, at) => ({ place: (place += passed[at]!), grade }));
}

function judgeScores(answer: Extract<Answer, { kind: 'scores' }>, query: Judgement): Judged {
  const { scores } = answer;
  const unjudged = new Set(query.unjudged);
  const rows = [...selectTop(scores, LIST_LENGTH + unjudged.size)].filter((row) => !unjudged.has(row));
  const best = rows.slice(0, LIST_LENGTH);
  return {
    found: placesIn(scores, query),
    top: { rows: best, scores: best.map((row) => scores[row]!) },
    scoreOf: (row) => scores[row]!,
  };
}

function judgeList(answer: Extract<Answer, { kind: 'list' }>, query: Judgement): Judged {
  const unjudged = new Set(query.unjudged);
  const grades = new Map(query.relevant.map(({ row, grade }) => [row, grade]));
  const kept = [...answer.rows.keys()].filter((at) => !unjudged.has(answer.rows[at]!));
  const found = kept.flatMap((at, place) => {
    const grade = grades.get(answer.rows[at]!);
    return grade === undefined ? [] : [{ place: place + 1, grade }];
  });
  const best = kept.slice(0, LIST_LENGTH);
  return {
    found,
    top: {
      rows: best.map((at) => answer.rows[at]!),
      scores: answer.scores && best.map((at) => answer.scores![at]!),
    },
    scoreOf: (row) => {
      const at = answer.rows.indexOf(row);
      return at < 0 ? null : (answer.scores?.[at] ?? -at);
    },
  };
}

/** Unjudged rows are taken out; what an answer does not list is not found. */
export function judgeAnswer(answer: Answer, query: Judgement): Judged {
  return answer.kind === 'scores' ? judgeScores(answer, query) : judgeList(answer, query);
}
