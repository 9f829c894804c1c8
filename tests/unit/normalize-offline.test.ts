/** Whether the coder is stored yet, and its download without a run. */
import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import OfflineLine from '../../src/features/normalize/OfflineLine.svelte';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import type { CodingTools } from '../../src/features/normalize/ports.ts';
import { fakePorts, fakeTools } from './normalize-fixture.ts';

const MEGABYTES = 34_000_000;

/** A coder that is stored once it is downloaded. */
function toolsOf(change: Partial<CodingTools> = {}) {
  let missing = MEGABYTES;
  const download: CodingTools['download'] = (onProgress) => {
    onProgress({ receivedBytes: missing, totalBytes: MEGABYTES });
    missing = 0;
    return Promise.resolve();
  };
  const tools = fakeTools({ missingBytes: () => Promise.resolve(missing), download, ...change });
  return new NormalizeTools(fakePorts({ tools }));
}

const says = (tools: NormalizeTools) =>
  render(OfflineLine, { props: { tools } })
    .body.replace(/<[^>]*>/gu, ' ')
    .replace(/\s+/gu, ' ');

it('nothing is said before it is known', () => {
  expect(says(toolsOf()).trim()).toBe('');
});

it('what is missing is said, downloaded on request, and then works offline', async () => {
  const tools = toolsOf();
  await tools.coderFiles.look();
  expect(says(tools)).toContain('not stored in this browser yet. Download now (34 MB) , or the first run');
  const downloading = tools.coderFiles.download();
  expect(says(tools)).toContain('Downloading the coder: 34 MB of 34 MB.');
  await downloading;
  expect([tools.coderFiles.missingBytes, tools.coderFiles.progress]).toEqual([0, null]);
  expect(says(tools)).toContain('The coder is stored in this browser: it works offline.');
});

it('a download that fails says why, and is still offered', async () => {
  const tools = toolsOf({ download: () => Promise.reject(new Error('model.onnx: broke off.')) });
  await tools.coderFiles.download();
  expect(tools.coderFiles.missingBytes).toBe(MEGABYTES);
  expect(says(tools)).toContain('model.onnx: broke off.');
  expect(says(tools)).toContain('Download now');
});

it('nothing is offered while the network is switched off', async () => {
  const tools = toolsOf();
  await tools.coderFiles.look();
  tools.network.disconnected = true;
  expect(says(tools)).not.toContain('Download now');
  expect(says(tools)).toContain('Switch back to load 34 MB.');
});

it('a device that was chosen meanwhile is what counts', async () => {
  const answers: (() => void)[] = [];
  const tools = toolsOf({
    missingBytes: ({ device = 'wasm' } = {}) =>
      new Promise((resolve) => answers.push(() => resolve(device === 'wasm' ? 1 : 2))),
  });
  const first = tools.coderFiles.look();
  const second = tools.chooseDevice('webgpu');
  for (const answer of answers.toReversed()) answer();
  await Promise.all([first, second]);
  expect(tools.coderFiles.missingBytes).toBe(2);
});
