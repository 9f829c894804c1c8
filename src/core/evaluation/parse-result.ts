/** @file Reads a result file and believes nothing of it: every field is checked, and the first that is wrong is named. */
import { FormatError } from '../formats/format-error.ts';
import { checkFacts, Field } from './result-fields.ts';
import { FIGURES, LIST_LENGTH, OUTCOMES, type ContenderKind, type EvaluationResult } from './types.ts';

const KINDS: readonly ContenderKind[] = ['encoder', 'lexical', 'llm'];

function checkTask(task: Field): { queries: number; documents: number } {
  task.get('name').text();
  task.get('digest').matches(/^[0-9a-f]{64}$/u, 'a SHA-256 in 64 lower-case hexadecimal digits');
  const [queries, documents] = [task.get('queries').count(1), task.get('documents').count(1)];
  const sample = task.get('sample');
  if (!sample.isNull) {
    sample.get('queries').count(1, queries);
    if (!sample.get('seed').isNull) sample.get('seed').count(0);
  }
  return { queries, documents };
}

/** A list with an entry a query. */
function byQuery(field: Field, queries: number): readonly Field[] {
  const entries = field.list();
  if (entries.length !== queries) throw field.wrong(`has ${entries.length} entries for ${queries} queries`);
  return entries;
}

function checkList(list: Field, documents: number): void {
  const rows = list.get('rows').list();
  if (rows.length > LIST_LENGTH) throw list.wrong(`has ${rows.length} rows, and lists end at ${LIST_LENGTH}`);
  const numbers = rows.map((row) => row.count(0, documents - 1));
  if (new Set(numbers).size < numbers.length) throw list.get('rows').wrong('name a row twice');
  const scores = list.get('scores');
  if (scores.isNull) return;
  const values = scores.list().map((score) => score.number());
  if (values.length !== rows.length)
    throw scores.wrong(`has ${values.length} entries for ${rows.length} rows`);
  if (values.some((value, at) => at > 0 && value > values[at - 1]!)) throw scores.wrong('do not fall');
}

function checkContender(result: Field, queries: number, documents: number): string {
  const contender = result.get('contender');
  contender.get('label').text();
  const kind = contender.get('kind');
  kind.oneOf(KINDS);
  checkFacts(result.get('facts'));
  for (const figure of FIGURES) {
    for (const value of byQuery(result.get('perQuery').get(figure), queries))
      if (!value.isNull) value.number(0, 1);
  }
  for (const time of byQuery(result.get('milliseconds'), queries)) if (!time.isNull) time.number(0);
  for (const list of byQuery(result.get('lists'), queries)) checkList(list, documents);
  const outcomes = result.get('outcomes');
  if (!outcomes.isNull) for (const outcome of byQuery(outcomes, queries)) outcome.oneOf(OUTCOMES);
  return contender.get('id').text();
}

function checkDistinct(values: readonly string[], field: Field): void {
  const twice = values.find((value, at) => values.indexOf(value) < at);
  if (twice !== undefined) throw field.wrong(`name "${twice}" twice`);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(
      'not-this-format',
      `${name} is not JSON, or is cut off. Write it again with: rolemap evaluate --output ${name}.`,
      { cause },
    );
  }
}

/**
 * The result in the text of a file.
 * @param name of the file, for messages
 * @throws FormatError `not-this-format` where it is no JSON or no result of Rolemap, `unsupported` for another schema version,
 *   `bad-value` naming the first field that is missing or wrong
 */
export function parseResult(text: string, name: string): EvaluationResult {
  const value = parseJson(text, name);
  const isResult = typeof value === 'object' && value !== null && 'format' in value;
  if (!isResult || value.format !== 'rolemap-evaluation')
    throw new FormatError(
      'not-this-format',
      `${name} is not a result of Rolemap. A result is the JSON that "rolemap evaluate --output result.json" writes.`,
    );
  const whole = new Field(name, '', value);
  const version = whole.get('schemaVersion').value;
  if (version !== 1)
    throw new FormatError(
      'unsupported',
      `${name} has the schema version ${JSON.stringify(version)}, and this version of Rolemap reads 1. Measure again with this version.`,
    );
  const size = checkTask(whole.get('task'));
  const ids = whole.get('queries').list();
  if (ids.length === 0 || ids.length > size.queries)
    throw whole.get('queries').wrong(`has ${ids.length} entries, and the task has ${size.queries} queries`);
  const distinct = new Set(ids.map((id) => id.text()));
  if (distinct.size < ids.length) throw whole.get('queries').wrong('name a query twice');
  for (const cluster of byQuery(whole.get('clusters'), ids.length)) cluster.count(0, ids.length - 1);
  const results = whole.get('results');
  const contenders = results.list().map((result) => checkContender(result, ids.length, size.documents));
  if (contenders.length === 0) throw results.wrong('has no entry');
  checkDistinct(contenders, results);
  return value as unknown as EvaluationResult;
}
