/** @file The coder as a whole, over a small index with vectors of our own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descriptionDigest, titleInput, type TitleInput } from '../../src/core/coding/description.ts';
import { TitleCoder } from '../../src/core/coding/title-coder.ts';
import { answerAt, type CodedTitle } from '../../src/core/coding/types.ts';
import { quantize } from '../../src/core/vectors/quantize.ts';
import { normalise } from '../../src/core/vectors/similarity.ts';

const DIMENSION = 384;

/** A vector that only its text decides: texts that share words are near. */
function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSION);
  for (const word of text.toLowerCase().split(/\s+/u)) {
    let state = 1;
    for (const character of word) state = (state * 31 + character.codePointAt(0)!) % 2147483647;
    for (let i = 0; i < DIMENSION; i++)
      vector[i]! += (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  }
  return normalise(vector);
}

const KNOWN = [
  ['Financial Manager', '11-3031.00'],
  ['Finance Director', '11-3031.00'],
  ['Registered Nurse', '29-1141.00'],
  ['Staff Nurse', '29-1141.00'],
  ['Midwife', '29-9099.01'],
  ['Welder', '51-4121.00'],
] as const;

function coder(descriptionWeight?: number): TitleCoder {
  const vectors = Float32Array.from(KNOWN.flatMap(([title]) => [...vectorOf(title)]));
  return new TitleCoder({
    known: {
      titles: KNOWN.map(([title]) => title),
      codes: KNOWN.map(([, code]) => code),
      ...quantize(vectors),
    },
    further: { titles: ['RGN'], codes: ['29-1141.00'] },
    occupations: [
      { code: '11-3031.00', title: 'Financial Managers' },
      { code: '29-1141.00', title: 'Registered Nurses' },
      { code: '29-9099.01', title: 'Midwives' },
      { code: '51-4121.00', title: 'Welders' },
    ],
    settings: {
      ...{ weights: [2, 1, 1, 1, 1], exactConfidence: 0.96, threshold: 0.5 },
      ...(descriptionWeight === undefined ? {} : { descriptionWeight }),
    },
    heads: {
      description: {
        levels: ['Specialist', 'Manager'],
        areas: ['Healthcare', 'Finance'],
        wordBuckets: 8,
        temperatures: { level: 1, area: 1 },
      },
      run: (input, _bags, rows) => {
        const sign = (row: number) => (input[row * DIMENSION]! > 0 ? 1 : -1);
        const both = new Float32Array(rows * 2).map((_, i) => (i % 2 ? sign(Math.floor(i / 2)) : 0));
        return Promise.resolve({ level: both, area: both });
      },
    },
    kernels: undefined,
  });
}

const code = (titles: readonly string[]): Promise<CodedTitle[]> => coder().code(titles, vectorOf);

describe('TitleCoder', () => {
  it('cleans a title and codes the job in it, with what was taken out', async () => {
    const [coded] = await code(['URGENT: Staff Nurse - Nights (Req 88213)']);
    expect(coded!.clean).toBe('Staff Nurse');
    expect(coded!.removed.map(({ kind }) => kind)).toEqual(['urgency', 'shift', 'requisition']);
    expect(coded!.reason).toBeNull();
    expect(coded!.jobs[0]!.source).toBe('exact-title');
    expect(coded!.jobs[0]!.steps[0]).toEqual({
      detail: 'detailed',
      code: '29-1141.00',
      confidence: 0.96,
    });
    expect(coded!.jobs[0]!.alternatives[0]!.titles[0]).toBe('Staff Nurse');
  });

  it('knows titles without a vector by their words', async () => {
    const [coded] = await code(['RGN']);
    expect(coded!.jobs[0]!.source).toBe('exact-title');
    expect(answerAt(coded!.jobs[0]!, 0.9).step!.code).toBe('29-1141.00');
  });

  it('codes what is near to what it knows, and is less sure of it', async () => {
    const [coded] = await code(['Senior Staff Nurse']);
    const job = coded!.jobs[0]!;
    expect(job.source).toBe('model');
    expect(job.steps[0]!.code).toBe('29-1141.00');
    expect(job.steps[0]!.confidence).toBeLessThan(0.96);
    expect(job.nearest[0]!.title).toBe('Staff Nurse');
    expect(answerAt(job, 1.01)).toEqual({ step: null, backedOff: false });
  });

  it('codes each job of a title that names several', async () => {
    const [coded] = await code(['Nurse/Midwife']);
    expect(coded!.reason).toBe('several-jobs');
    expect(coded!.jobs.map(({ title }) => title)).toEqual(['Nurse', 'Midwife']);
  });

  it('says why there is no code, and asks for no vector then', async () => {
    const titles = ['', 'n/a', 'Manager', 'Krankenschwester'];
    const coded = await code(titles);
    expect(coded.map(({ reason }) => reason)).toEqual([
      'empty',
      'not-an-occupation',
      'too-general',
      'not-english',
    ]);
    expect(coded.every(({ jobs }) => jobs.length === 0)).toBe(true);
    expect(coder().textsOf(titles)).toEqual([]);
  });

  it('gives a title the same answer whatever is coded beside it', async () => {
    const title = fc.constantFrom(
      'Welder',
      'Senior Welder',
      'Nurse/Midwife',
      'Head of Finance',
      'n/a',
      'RN - Nights',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(title, { minLength: 1, maxLength: 40 }), async (titles) => {
        const together = await code(titles);
        for (const [i, each] of titles.entries()) expect(together[i]).toEqual((await code([each]))[0]);
      }),
      { numRuns: 8 },
    );
  });
});

describe('a description', () => {
  const DUTIES = 'Joins steel plates: welder of pipes, welder of tanks';
  const described = (title: string): TitleInput => titleInput(title, DUTIES);
  const codeOf = async (input: TitleInput, weight?: number) =>
    (await coder(weight).code([input], vectorOf))[0]!;

  it('speaks where the model decides', async () => {
    const alone = await codeOf('Senior Craft Person');
    const both = await codeOf(described('Senior Craft Person'), 0.5);
    const chance = ({ jobs }: CodedTitle) =>
      jobs[0]!.alternatives.find(({ code }) => code === '51-4121.00')?.confidence ?? 0;
    expect(chance(both)).toBeGreaterThan(chance(alone));
    expect(both.jobs[0]!.nearest[0]!.title).toBe('Welder');
    expect(both.description).toBe(descriptionDigest(DUTIES));
    // Levels and areas go by the title.
    expect([both.jobs[0]!.level, both.jobs[0]!.area]).toEqual([alone.jobs[0]!.level, alone.jobs[0]!.area]);
  });

  it('says nothing of a title known word for word, of several jobs, and where there is no job', async () => {
    for (const title of ['Staff Nurse', 'Nurse/Midwife', 'n/a']) {
      const { description, ...rest } = await codeOf(described(title), 0.5);
      expect(rest).toEqual(await codeOf(title));
      expect(description).toBe(descriptionDigest(DUTIES));
      expect(coder().textsOf([described(title)])).not.toContain(DUTIES);
    }
    expect(coder().textsOf([described('Senior Craft Person')])).toContain(DUTIES);
  });

  it('with no weight changes nothing', async () => {
    const { description, ...rest } = await codeOf(described('Senior Craft Person'), 0);
    expect(description).toBeDefined();
    expect(rest).toEqual(await codeOf('Senior Craft Person'));
  });

  it('leaves results of titles without one as they are, to the byte', async () => {
    const titles = ['Senior Craft Person', 'Staff Nurse', 'n/a'];
    const mixed = await coder().code([...titles.map(described), ...titles, described(titles[0]!)], vectorOf);
    const alone = await coder().code(titles, vectorOf);
    expect(JSON.stringify(mixed.slice(3, 6))).toBe(JSON.stringify(alone));
    expect(JSON.stringify(mixed[6])).toBe(JSON.stringify(mixed[0]));
    expect(JSON.stringify(mixed)).not.toContain('steel plates');
  });
});

describe('answerAt', () => {
  it('does not call the code that a user gave as a group backed off', async () => {
    const [coded] = await code(['Senior Staff Nurse']);
    const coarse = coded!.jobs[0]!.steps.map((step) => ({
      ...step,
      confidence: step.detail === 'detailed' ? 0 : 1,
    }));
    const job = { ...coded!.jobs[0]!, steps: coarse };
    expect(answerAt(job, 0.9)).toMatchObject({ step: { code: '29-1141' }, backedOff: true });
    expect(answerAt({ ...job, source: 'index' }, 0.9)).toMatchObject({
      step: { code: '29-1141' },
      backedOff: false,
    });
  });
});
