/** @file The page's registry of models: one for each setup, whoever asks for it. */
import { deploymentBase } from '../../store/deployment.ts';
import { openOwnModels, ownModelsDatabase } from '../../store/own-models.ts';
import type { Setup } from '../setup/setup.svelte.ts';
import { ModelRegistry, type RegistryPorts } from './registry.svelte.ts';

const registries = new WeakMap<Setup, ModelRegistry>();

export function registryOf(setup: Setup): ModelRegistry {
  let registry = registries.get(setup);
  if (!registry) registries.set(setup, (registry = createRegistry(setup)));
  return registry;
}

function createRegistry(setup: Setup): ModelRegistry {
  const registry = new ModelRegistry({
    manifest: () => setup.manifest,
    encoders: () => setup.encoders,
    // A worker that starts before the service worker has the page would start without its security headers.
    environment: () => (setup.control ? setup.environment : null),
    openModels: () => openOwnModels(),
    ...channelTo(ownModelsDatabase(deploymentBase())),
  });
  void registry.refresh();
  return registry;
}

/** To other tabs of this deployment, where the browser has channels. */
function channelTo(name: string): Pick<RegistryPorts, 'channel'> {
  if (!('BroadcastChannel' in globalThis)) return {};
  const channel = new BroadcastChannel(name);
  return {
    channel: {
      tell: () => channel.postMessage('changed'),
      hear: (changed) => channel.addEventListener('message', changed),
    },
  };
}
