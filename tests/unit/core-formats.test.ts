import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { defuse, toCsv, undefuse } from '../../src/core/formats/csv-export.ts';
import { decodeText, MAXIMUM_ROWS, readTitlesCsv } from '../../src/core/formats/csv-import.ts';
import { readNpy, readNpyInt8, writeNpy } from '../../src/core/formats/npy.ts';
import { readPostings, readRoles } from '../../src/core/formats/postings.ts';

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);
/** The same file with its header rewritten, same length. */
function withHeader(file: Uint8Array<ArrayBuffer>, from: string, to: string): Uint8Array<ArrayBuffer> {
  const text = latin(file).replace(from.padEnd(to.length), to.padEnd(from.length));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

describe('npy', () => {
  it('gives back int8 and float32 arrays of every shape, at any offset', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.boolean(), fc.nat(7), (rows, columns, float, offset) => {
        const values = Array.from({ length: rows * columns }, (_, i) => (i * 37) % 127);
        const data = float ? Float32Array.from(values, (value) => value / 7) : Int8Array.from(values);
        const file = writeNpy(data, { rows, columns });
        const shifted = new Uint8Array(file.length + offset).subarray(offset);
        shifted.set(file);
        expect(readNpy(shifted)).toEqual({ type: float ? 'float32' : 'int8', data, rows, columns });
        expect((file.length - data.byteLength) % 64).toBe(0);
      }),
    );
  });

  it('writes the bytes that numpy.save writes', () => {
    // numpy 2: np.save of np.array([[1, -2, 127]], np.int8)
    const header = "{'descr': '|i1', 'fortran_order': False, 'shape': (1, 3), }";
    const expected = `\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n\x01\xfe\x7f`;
    expect(latin(writeNpy(Int8Array.of(1, -2, 127), { rows: 1, columns: 3 }))).toBe(expected);
  });

  it('says what is wrong with another file', () => {
    const file = writeNpy(Int8Array.of(1, 2, 3, 4), { rows: 2, columns: 2 });
    const version = file.slice();
    version[6] = 2;
    expect(() => readNpy(new TextEncoder().encode('<!doctype html>'), 'a.npy')).toThrow(
      'a.npy is not a .npy file.',
    );
    expect(() => readNpy(new Uint8Array(3))).toThrow(expect.objectContaining({ code: 'not-this-format' }));
    expect(() => readNpy(version)).toThrow(/version 2.0; only 1.0/);
    expect(() => readNpy(withHeader(file, "'|i1'", "'<f8'"))).toThrow(/values of type <f8/);
    expect(() => readNpy(withHeader(file, 'False', 'True '))).toThrow(/Fortran order/);
    expect(() => readNpy(withHeader(file, '(2, 2)', '(4,)  '))).toThrow(/shape \(4,\); only two dimensions/);
    expect(() => readNpy(withHeader(file, "'shape'", "'shope'"))).toThrow(/no readable 'shape'/);
    expect(() => readNpy(file.subarray(0, -1))).toThrow(/is damaged: 131 bytes instead of 132 for 2 x 2/);
    expect(() => readNpy(new Uint8Array([...file, 0]))).toThrow(/is damaged/);
    expect(() => readNpyInt8(writeNpy(new Float32Array(1), { rows: 1, columns: 1 }))).toThrow(
      /holds float32/,
    );
    expect(() => writeNpy(new Int8Array(3), { rows: 2, columns: 2 })).toThrow(/3 values do not fill 2 x 2/);
  });
});

/** A Parquet file of text columns. */
function table(columns: Readonly<Record<string, string[]>>): ArrayBuffer {
  return parquetWriteBuffer({
    columnData: Object.entries(columns).map(([name, data]) => ({ name, data, type: 'STRING' as const })),
  });
}

const COLUMNS = {
  id: ['a', 'b'],
  title: ['Nurse', 'Köchin <b>'],
  company: ['X', ''],
  place: ['Y', ''],
  skills: ['care', ''],
  code: ['29-1141.00', ''],
};

describe('tables', () => {
  it('reads postings of several files, descriptions where there are some', async () => {
    const first = table(COLUMNS);
    const second = table({ description: ['Long.', ''], ...COLUMNS });
    const postings = await readPostings([first, second]);
    expect(postings).toHaveLength(4);
    expect(postings[1]).toEqual({
      id: 'b',
      title: 'Köchin <b>',
      company: '',
      place: '',
      skills: '',
      code: '',
      description: '',
    });
    expect(postings[2]!.description).toBe('Long.');
    expect(await readPostings(first)).toEqual(postings.slice(0, 2));
  });

  it('reads roles with their titles', async () => {
    const roles = await readRoles(
      table({ role: ['cook'], code: ['35-2014.00'], titles: ['Cook|Line Cook'] }),
    );
    expect(roles).toEqual([{ role: 'cook', code: '35-2014.00', titles: ['Cook', 'Line Cook'] }]);
  });

  it('names a missing column, and tells a page of HTML from a table', async () => {
    const { skills, ...rest } = COLUMNS;
    expect(skills).toHaveLength(2);
    await expect(readPostings(table(rest))).rejects.toThrow(
      'The table has no column skills; it has id, title, company',
    );
    const html = new TextEncoder().encode('<!doctype html><title>404</title>').buffer;
    await expect(readPostings(html)).rejects.toThrow(expect.objectContaining({ code: 'not-this-format' }));
    const bytes = new Uint8Array(table(COLUMNS));
    bytes.fill(255, 4, 60);
    await expect(readPostings(bytes.buffer)).rejects.toThrow(
      expect.objectContaining({ code: 'not-this-format' }),
    );
  });
});

const header = 'id,Job Title,Skills\r\n';

describe('CSV import', () => {
  it('finds title and skills by name, and reads quotes, semicolons, line breaks and a byte order mark', () => {
    const read = readTitlesCsv(
      '\ufeffid;Job Title;Skills\r\n1;"Nurse; night";care\r\n\r\n2;"Chef ""de""\r\npartie";\r\n',
    );
    expect(read).toMatchObject({
      columns: ['id', 'Job Title', 'Skills'],
      titleColumn: 'Job Title',
      skillsColumn: 'Skills',
    });
    expect(read.rows.map(({ line, title, skills }) => [line, title, skills])).toEqual([
      [2, 'Nurse; night', 'care'],
      [4, 'Chef "de" partie', ''],
    ]);
    expect(read.problems).toEqual([]);
  });

  it('lists ragged rows, empty titles, long titles and broken quotes by row, and reads the rest', () => {
    const long = 'x'.repeat(10_000);
    const read = readTitlesCsv(`${header}1,Nurse,care\n2,Cook\n3,Cook,a,b\n4, ,c\n5,${long},d\n6,"Clerk,e`);
    expect(read.rows.map(({ line }) => line)).toEqual([2, 3, 4, 6, 7]);
    expect(read.rows[3]!.title).toHaveLength(1000);
    expect(read.problems.map(({ row }) => row)).toEqual([3, 4, 5, 6, 7, 7]);
    expect(read.problems.map(({ reason }) => reason).join('\n')).toMatch(
      /2 of 3 cells.*\n4 cells for 3 columns.*\nno title.*\na title of 10000 characters; cut at 1000\n.*quote/i,
    );
  });

  it('reads at most 5,000 rows and says how many are left out', () => {
    const titles = Array.from({ length: 5003 }, (_, index) => `Clerk ${index}`).join('\n');
    for (const read of [readTitlesCsv(`title\n${titles}`), readTitlesCsv(titles)]) {
      expect(read.rows).toHaveLength(MAXIMUM_ROWS);
      expect(read.rows[4999]!.title).toBe('Clerk 4999');
      expect(read.leftOut).toBe(3);
    }
  });

  it('guesses the column by its cells where names do not help, takes a choice, and keeps names apart', () => {
    const rows = '17,2026-01-02,Night nurse,a@b.c\n18,2026-01-03,Line cook,d@e.f\n';
    const plain = readTitlesCsv(rows);
    expect(plain).toMatchObject({
      columns: ['Column 1', 'Column 2', 'Column 3', 'Column 4'],
      titleColumn: 'Column 3',
    });
    expect(plain.rows).toHaveLength(2);
    const named = readTitlesCsv(`id,date,was,email\n${rows}`, { titleColumn: 'email', skillsColumn: 'was' });
    expect(named.rows[0]).toMatchObject({ title: 'a@b.c', skills: 'Night nurse' });
    expect(readTitlesCsv('title,title\nA,B\n').columns).toEqual(['title', 'title (2)']);
    expect(readTitlesCsv(`${header}1,A,B`, { skillsColumn: null }).rows[0]!.skills).toBe('');
  });

  it('takes an empty file, a header alone, and one title', () => {
    expect(readTitlesCsv(' \n\n')).toMatchObject({ columns: [], titleColumn: null, rows: [] });
    expect(readTitlesCsv(header)).toMatchObject({ titleColumn: 'Job Title', rows: [], leftOut: 0 });
    expect(readTitlesCsv('Nurse').rows).toMatchObject([{ line: 1, title: 'Nurse' }]);
  });
});

describe('decodeText', () => {
  const text = 'title\nKöchin – Café\nДиректор';
  const utf16 = (little: boolean, mark: boolean) => {
    const units = Array.from((mark ? '\ufeff' : '') + text, (character) => character.charCodeAt(0));
    return Uint8Array.from(
      units.flatMap((unit) => (little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])),
    );
  };
  it('finds the encoding by itself', () => {
    expect(decodeText(new TextEncoder().encode(text))).toBe(text);
    expect(decodeText(new TextEncoder().encode(`\ufeff${text}`))).toBe(text);
    for (const little of [true, false]) {
      for (const mark of [true, false]) expect(decodeText(utf16(little, mark))).toBe(text);
    }
    expect(decodeText(Uint8Array.of(0x4b, 0xf6, 0x63, 0x68, 0x69, 0x6e, 0x20, 0x96, 0x20, 0x80))).toBe(
      'Köchin – €',
    );
    expect(decodeText(new Uint8Array(0))).toBe('');
  });
});

describe('CSV export', () => {
  it('defuses formulas and leaves numbers, phone numbers and other text', () => {
    for (const text of ['=1+1', '+cmd|calc', '-2+3', '@SUM(A1)', '\tx', '\rx', '-', "'=1"]) {
      expect(defuse(text)).toBe(`'${text}`);
    }
    for (const text of [
      '-5',
      '+1,234.50',
      '-3e-4',
      '+44 20 7946 0000',
      '+1 (555) 010-0000',
      'a=b',
      '',
      "'s",
      '12%',
    ]) {
      expect(defuse(text)).toBe(text);
    }
  });

  it('gives every text back', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string().map((text) => `=${text}`),
      fc.string().map((text) => `'-${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(undefuse(defuse(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(defuse(text)).not.toMatch(/^[=@\t\r]/);
      }),
    );
  });

  it('writes what the import reads', () => {
    const hits = [{ title: '=HYPERLINK("x";"y"), "a"\nb', skills: null, rank: 3 }, { title: 'Nurse' }];
    const csv = toCsv(hits, ['rank', 'title', 'skills'], { byteOrderMark: true });
    expect(csv).toBe('\ufeffrank,title,skills\r\n3,"\'=HYPERLINK(""x"";""y""), ""a""\nb",\r\n,Nurse,');
    expect(readTitlesCsv(csv).rows.map(({ title }) => title)).toEqual([
      '=HYPERLINK("x";"y"), "a" b',
      'Nurse',
    ]);
    expect(toCsv([{ a: '=1' }], ['a'], { defuse: false })).toBe('a\r\n=1');
    expect(toCsv([], ['a', 'b'])).toBe('a,b');
  });
});
