/** Descriptions beside the titles: offered by name, part of what is coded, never kept. */
import { render } from 'svelte/server';
import { describe, expect, it, vi } from 'vitest';
import { descriptionDigest, descriptionOf, titleOf } from '../../src/core/coding/description.ts';
import type { CodedTitle } from '../../src/core/coding/types.ts';
import { guessDescriptionColumn } from '../../src/core/tables/guess-columns.ts';
import { DistinctTitles } from '../../src/features/normalize/distinct-titles.ts';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import ReviewRow from '../../src/features/normalize/ReviewRow.svelte';
import RowEvidence from '../../src/features/normalize/RowEvidence.svelte';
import type { Download } from '../../src/features/normalize/table-export.svelte.ts';
import type { CodingTools } from '../../src/features/normalize/ports.ts';
import { memoryRecords } from '../../src/store/coding-records.ts';
import { coded, csv, fakePorts, fakeTools } from './normalize-fixture.ts';

const FILE =
  'title,duties\nPartner,Looks after nurses\nPartner,\nPartner,Looks after  leads\nNurse,\nPartner,Looks after nurses\n';

/** A coder that goes by the last word of a description. */
const code: CodingTools['code'] = ({ titles }) =>
  Promise.resolve({
    coded: titles.map((input): CodedTitle => {
      const description = descriptionOf(input);
      const said = description === '' ? titleOf(input) : description.split(' ').at(-1).replace(/s$/u, '');
      const { raw, ...rest } = coded(said);
      expect(raw).toBe(said);
      return {
        raw: titleOf(input),
        ...(description === '' ? {} : { description: descriptionDigest(description) }),
        ...rest,
      };
    }),
    seconds: { clean: 0, encode: 0, coder: 0, heads: 0, keep: 0 },
  });

describe('distinct titles', () => {
  it('are pairs where there are descriptions', () => {
    const distinct = new DistinctTitles();
    const [shop, bank] = ['Runs a shop', 'Runs a bank'].map((description) => ({
      title: 'Manager',
      description,
    }));
    for (const input of [shop!, 'Manager', bank!, 'Manager', shop!]) distinct.add(input);
    expect(distinct.titles).toEqual(['Manager', 'Manager', 'Manager']);
    expect(distinct.counts).toEqual([2, 2, 1]);
    expect([0, 1, 2].map((id) => distinct.inputAt(id))).toEqual([shop, 'Manager', bank]);
    expect([0, 1, 2].map((id) => distinct.idOf(distinct.keyAt(id)))).toEqual([0, 1, 2]);
    expect([0, 1, 2].map((id) => distinct.descriptionPlace(id))).toEqual([
      { place: 1, of: 2 },
      { place: 0, of: 2 },
      { place: 2, of: 2 },
    ]);
    distinct.add({ title: 'Cook', description: 'Runs a kitchen' });
    expect([distinct.descriptionPlace(3), distinct.descriptionAt(3), distinct.descriptionAt(1)]).toEqual([
      null,
      'Runs a kitchen',
      '',
    ]);
    const plain = new DistinctTitles();
    for (const title of ['Manager', 'Manager', 'Manager']) plain.add(title);
    expect(plain.hasTitlesOf(distinct)).toBe(false);
  });
});

describe('the column of descriptions', () => {
  it.each([
    [['title', 'Job description'], 1],
    [['jobTitle', 'note', 'Main_Duties'], 2],
    [['title', 'description', 'tasks'], 2],
    [['description', 'title'], 0],
    [['title', 'company'], null],
  ] as const)('of %j is guessed by its name', (columns, column) => {
    expect(guessDescriptionColumn(columns, columns.indexOf('title' as never))).toBe(column);
  });

  it('is offered, not taken, and starts over when it is chosen', async () => {
    const { file } = new NormalizeTools(fakePorts());
    await file.open(csv(FILE));
    expect([file.descriptionGuess, file.descriptionColumn]).toEqual([1, null]);
    expect(file.distinct!.titles).toEqual(['Partner', 'Nurse']);
    await file.chooseDescription(1);
    expect(file.distinct).toMatchObject({ rows: 5, titles: ['Partner', 'Partner', 'Partner', 'Nurse'] });
    await file.chooseDescription(null);
    expect(file.distinct!.titles).toEqual(['Partner', 'Nurse']);
    file.close();
    expect([file.descriptionGuess, file.descriptionColumn]).toEqual([null, null]);
  });
});

describe('a run with descriptions', () => {
  async function codedTools(records = memoryRecords()) {
    const calls = vi.fn(code);
    const tools = new NormalizeTools(
      fakePorts({ tools: fakeTools({ code: calls }), records: () => records }),
    );
    await tools.file.open(csv(FILE));
    await tools.file.chooseDescription(1);
    await tools.code();
    return { tools, calls, records };
  }

  it('codes each pair by itself, and exports each row with its own', async () => {
    const { tools } = await codedTools();
    expect([tools.run.phase, tools.run.done]).toEqual(['done', 4]);
    let files: readonly Download[] = [];
    await tools.export.make((made) => (files = made));
    expect(tools.export.task.problem).toBeNull();
    const lines = (await files[0]!.blob.text()).trim().split('\r\n').slice(1);
    const codes = lines.map((line) => /\d\d-\d{4}\.\d\d/u.exec(line)?.[0] ?? '');
    expect(codes[0]).toBe('29-1141.00');
    expect(codes[4]).toBe('29-1141.00');
    expect(codes[1]).not.toBe('29-1141.00');
    expect(new Set([lines[0], lines[1], lines[2]].map((line) => line!.split(',').slice(2).join())).size).toBe(
      3,
    );
    const record: unknown = JSON.parse(await files[1]!.blob.text());
    expect(record).toMatchObject({ input: { descriptionColumn: 'duties' }, distinctTitles: 4 });
  });

  it('tells the rows of one title apart, and corrects them together', async () => {
    const { tools } = await codedTools();
    const { review } = tools;
    const row = (id: number) =>
      render(ReviewRow, { props: { review, id, place: 0, ontoggle: () => undefined } }).body;
    expect([0, 1, 2].map((id) => /with\w* (?:a )?description(?: \d of \d)?/u.exec(row(id))?.[0])).toEqual([
      'with description 1 of 2',
      'without a description',
      'with description 2 of 2',
    ]);
    expect(row(3)).not.toContain('description');
    const evidence = render(RowEvidence, { props: { tools, id: 2 } }).body.replace(/\s+/gu, ' ');
    expect(evidence).toContain('Looks after leads');
    expect(evidence).toContain(
      'This row is the title with description 2 of 2. A correction goes by the title',
    );
    review.correct(2, '11-3121.00');
    expect([0, 1, 2, 3].map((id) => review.row(id).corrected)).toEqual([true, true, true, false]);
  });

  it('audits a title once, whatever its descriptions', async () => {
    const { tools } = await codedTools();
    const { audit } = tools;
    audit.begin();
    const answers = new Set<string>();
    while (audit.current) {
      expect(answers).not.toContain(audit.title);
      answers.add(audit.title);
      audit.give({ kind: 'none' });
    }
    expect([answers.size, audit.given.size, audit.rowsDone]).toEqual([2, 4, 5]);
    audit.undo();
    audit.undo();
    expect([audit.given.size, audit.canUndo]).toEqual([0, false]);
  });

  it('goes on where it was, and keeps no description', async () => {
    const { tools, records } = await codedTools();
    const [kept] = await records.list();
    expect(kept).toMatchObject({ column: 'title with duties', done: 4 });
    const stored: unknown[] = [];
    for await (const results of records.results(kept!)) stored.push(...results);
    expect(JSON.stringify([stored, kept])).not.toContain('Looks');
    const again = await codedTools(records);
    expect(again.calls).not.toHaveBeenCalled();
    expect([again.tools.run.done, again.tools.run.takenOver]).toEqual([4, 4]);
    expect([0, 1, 2, 3].map((id) => again.tools.run.at(id))).toEqual(
      [0, 1, 2, 3].map((id) => tools.run.at(id)),
    );
  });
});
