/** The parts of the Normalize page as HTML: what they say, and by which names they are found. */
import type { Component } from 'svelte';
import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import AuditPart from '../../src/features/normalize/AuditPart.svelte';
import AuditSheet from '../../src/features/normalize/AuditSheet.svelte';
import CodersPart from '../../src/features/normalize/CodersPart.svelte';
import ExportLine from '../../src/features/normalize/ExportLine.svelte';
import FileFound from '../../src/features/normalize/FileFound.svelte';
import FileLine from '../../src/features/normalize/FileLine.svelte';
import KnownAgreement from '../../src/features/normalize/KnownAgreement.svelte';
import OpenArea from '../../src/features/normalize/OpenArea.svelte';
import OwnIndexPart from '../../src/features/normalize/OwnIndexPart.svelte';
import ResultPicture from '../../src/features/normalize/ResultPicture.svelte';
import ReviewBar from '../../src/features/normalize/ReviewBar.svelte';
import ReviewRow from '../../src/features/normalize/ReviewRow.svelte';
import ReviewTable from '../../src/features/normalize/ReviewTable.svelte';
import RowEvidence from '../../src/features/normalize/RowEvidence.svelte';
import RunProgress from '../../src/features/normalize/RunProgress.svelte';
import ThresholdLine from '../../src/features/normalize/ThresholdLine.svelte';
import TrustParts from '../../src/features/normalize/TrustParts.svelte';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import { csv, fakePorts } from './normalize-fixture.ts';

/** The words of a part, white space collapsed. */
function words<Props extends Record<string, unknown>>(part: Component<Props>, props: NoInfer<Props>): string {
  const { body } = render(part as Component, { props });
  return body
    .replace(/<!--.*?-->/gsu, '')
    .replace(/<[^>]*>/gu, ' ')
    .replace(/\s+/gu, ' ');
}

async function codedTools(): Promise<NormalizeTools> {
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv('id,job title\n1,Nurse\n2,Partner\n3,Nurse\n4,n/a\n5\n'));
  await tools.code();
  return tools;
}

it('a file is said with its size, what was found, and its problems by row', async () => {
  const tools = await codedTools();
  expect(words(FileLine, { tools })).toContain('vacancies.csv , 5 rows, 4 distinct titles.');
  const found = words(FileFound, { tools });
  expect(found).toContain('Title column');
  expect(found).toContain('Row 6:');
  expect(found).toContain('Keep nothing on this computer');
  expect(words(OpenArea, { tools })).toContain('Try 500 messy titles');
});

it('progress and trade are said in a sentence', async () => {
  const tools = await codedTools();
  expect(words(RunProgress, { tools })).toContain('4 of 4 titles');
  expect(words(ThresholdLine, { tools })).toContain(
    'At 0.85 : 40 % of rows coded, expected 3 wrong in 100. calibrated on synthetic titles',
  );
});

it('a row says all of its title, and its evidence the alternatives', async () => {
  const tools = await codedTools();
  const { review } = tools;
  const row = (id: number, place: number) =>
    words(ReviewRow, { review, id, place, ontoggle: () => undefined });
  expect(row(0, 0)).toBe(' 2 Nurse Nurse 29-1141.00 Registered Nurses Specialist Healthcare 0.97 model ');
  expect(row(2, 2)).toContain('not an occupation');
  const evidence = words(RowEvidence, { tools, id: 1 });
  expect(evidence).toContain('1 13-1071.00 Human Resources Specialists 0.62 Senior Partner');
  expect(evidence).toContain('major group 13-0000 Business and Financial Operations Occupations 0.90');
  review.blind = true;
  expect(row(1, 1)).toContain('hidden');
  expect(words(RowEvidence, { tools, id: 1 })).not.toContain('0.62');
});

it('the table has its rows counted for assistive technology', async () => {
  const tools = await codedTools();
  const { body } = render(ReviewTable, { props: { tools } });
  expect(body).toContain('aria-rowcount="5"');
  expect(body).toContain('aria-label="Titles with their codes"');
  expect(words(ReviewBar, { tools })).toContain('4 titles shown');
});

it('a row and all rows shown can be given a code, or a reason for none', async () => {
  const tools = await codedTools();
  const reasons = 'No code: not an occupation company name too general not English several jobs not sure';
  expect(words(RowEvidence, { tools, id: 1 })).toContain(reasons);
  tools.review.refuse(1, 'company-name');
  expect(words(RowEvidence, { tools, id: 1 })).toContain('Your answer: no code: company name');
  const bar = words(ReviewBar, { tools });
  expect(bar).toContain('Correct all 4 titles shown at once');
  tools.review.correctShown({ code: '29-1' });
  expect(words(ReviewBar, { tools })).toContain('4 titles of 5 rows corrected to 29-1000 ');
});

it('the cell of an unknown level and area is named, and filters', async () => {
  const tools = await codedTools();
  tools.review.refuse(2, 'not-sure');
  tools.review.correct(2, '15-1252.00');
  const { body } = render(ResultPicture, { props: { tools } });
  expect(body).toContain('aria-label="unknown level, unknown area: 1 row"');
  tools.review.arrange({ filter: { level: '', area: '' } });
  expect(tools.review.order).toEqual([2]);
  expect(words(ReviewBar, { tools })).toContain('1 title shown: unknown level, unknown area');
});

it('the picture and the way out are there', async () => {
  const tools = await codedTools();
  const picture = words(ResultPicture, { tools });
  expect(picture).toContain('40 % coded in full detail 20 % backed off to a coarser code 40 % no code');
  expect(picture).toContain('29-0000');
  expect(words(ExportLine, { tools })).toContain('Export table');
});

/** 60 rows of 30 titles, each with its known code and a count. */
async function toolsWithCodes(): Promise<NormalizeTools> {
  const rows = Array.from({ length: 60 }, (_, at) =>
    at % 30 < 20 ? `Nurse ${at % 30},29-1141.00,2` : `Partner ${at % 30},11-3121.00,2`,
  );
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv(['title,soc_code,count', ...rows].join('\n')));
  await tools.code();
  return tools;
}

it('what stands behind the threshold is closed until it is asked for', async () => {
  const tools = await toolsWithCodes();
  expect(words(TrustParts, { tools }).trim()).toBe(
    'How well does it hold for this file Your own coding index Corrections of two coders',
  );
});

it('columns for known codes and weights are chosen beside the titles', async () => {
  const tools = await toolsWithCodes();
  const found = words(FileFound, { tools });
  expect(found).toContain('Known codes');
  expect(found).toContain('count, by its name');
  expect(words(ReviewTable, { tools })).toContain('rows');
  await tools.file.chooseOptional({ weightColumn: 2 });
  expect(words(ReviewTable, { tools })).toContain('weight');
  expect(words(ThresholdLine, { tools })).toContain('Rows count by “count”.');
});

it('agreement is said by level, with confusions to look at, and the sentence names the calibration', async () => {
  const tools = await toolsWithCodes();
  expect(words(ThresholdLine, { tools })).toContain(
    'calibrated on synthetic titles; audit 60 rows to know it for this file.',
  );
  const said = words(KnownAgreement, { tools });
  expect(said).toContain('occupation 60 67 %, 49 to 81');
  expect(said).toContain(
    'Human Resources Managers 11-3121 taken for Human Resources Specialists 13-1071 20 rows',
  );
  expect(said).toContain('Use these codes to correct the confidence Take it back');
  tools.trust.useKnown();
  expect(words(ThresholdLine, { tools })).toContain(
    'calibrated on 60 rows of this file with known codes, of 30 titles. A title among them has its confidence from the other titles (10 folds)',
  );
  expect(words(KnownAgreement, { tools })).toContain(
    'Confidences are calibrated on 60 rows of this file with known codes, of 30 titles.',
  );
  expect(words(ThresholdLine, { tools })).toMatch(
    /Of those rows 40 reach 0\.85, and 0 %, 0 to \d+, of them are wrong/u,
  );
  // The other one does not take for its own what was calibrated here.
  expect(words(AuditPart, { tools })).not.toContain('Confidences are calibrated');
});

it('known codes that cannot be used are named, with what they count', async () => {
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv('title,soc_code,count\nNurse,29-1141,2\nPartner,15-1131,3\nn/a,11-3121,0.5\n'));
  await tools.code();
  const said = words(KnownAgreement, { tools });
  expect(said).toContain('Given no code though one is known, which counts as disagreement: 1 row.');
  expect(said).toContain('Left out, for their known code cannot be used: 1 row. The others count.');
  expect(said).toMatch(/There is no code "15-1131" .* 1 row /u);
  await tools.file.chooseOptional({ weightColumn: 2 });
  expect(words(KnownAgreement, { tools })).toContain('cannot be used: weight 3. The others');
  expect(words(ReviewBar, { tools })).toContain('Next 2 titles: weight 5, expected accuracy');
});

it('rows of an audit that cannot be used are listed with it', async () => {
  const tools = await codedTools();
  await tools.auditFile.load(csv('title,code\nNurse,29-1141.00\nPartner,99\n', 'audit.csv'));
  const said = words(AuditPart, { tools });
  expect(said).toContain('1 answer of the audit loaded from audit.csv.');
  expect(said).toMatch(/Rows of the audit that are left out .*Row 3: /u);
});

it('the audit shows a title as it was written, and nothing of the coder', async () => {
  const tools = await toolsWithCodes();
  const { audit } = tools;
  expect(words(AuditPart, { tools })).toContain('Audit 60 rows');
  audit.begin();
  const sheet = words(AuditSheet, { tools });
  expect(sheet).toContain('0 of 60 rows');
  expect(sheet).toContain(` ${audit.title} No code possible Skip Undo`);
  expect(sheet).not.toMatch(/\d\d-\d{4}/u);
  while (audit.current) audit.give({ kind: 'code', code: '29-1141.00' });
  expect(words(AuditSheet, { tools })).toContain('The sample is done.');
  const said = words(AuditPart, { tools });
  expect(said).toContain('over all 60 67 %, 54 to 77');
  expect(said).toContain('Go on with the audit 60 of 60 rows');
});

it('the index says what it decides', async () => {
  const tools = await codedTools();
  expect(words(OwnIndexPart, { tools })).toContain('Load an index Remove the index');
  await tools.ownIndex.load(csv('title,code\nNurse,29-1171.00\n', 'ours.csv'));
  expect(words(OwnIndexPart, { tools })).toContain(
    '1 title read from ours.csv. It decides 1 title of this file, 2 rows',
  );
});

it('two coders have their agreement, and both answers to choose from', async () => {
  const tools = await codedTools();
  expect(words(CodersPart, { tools })).toContain('load the file of another coder');
  await tools.coders.load(csv('title,code\nNurse,29-1141.00\nPartner,13-1071.00\n', 'first.csv'));
  await tools.coders.load(csv('title,code\nNurse,29-1141.00\nPartner,13-1111.00\n', 'second.csv'));
  const said = words(CodersPart, { tools });
  expect(said).toContain('First coder: first.csv. Second coder: second.csv.');
  expect(said).toContain('major group 2 100 %, 34 to 100 1.00');
  expect(said).toContain('1 title coded differently, 1 to decide.');
  expect(said).toContain(
    'Partner 13-1071.00 Human Resources Specialists first.csv 13-1111.00 Management Analysts second.csv',
  );
  expect(words(ExportLine, { tools })).toContain('2 corrections loaded from second.csv.');
});
