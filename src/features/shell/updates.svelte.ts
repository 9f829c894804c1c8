/** @file The service worker of this deployment: registered at the first visit, and asked before a new version takes over. */
import { deploymentBase } from '../../store/deployment.ts';
import {
  applyUpdate,
  registerServiceWorker,
  whenControlled,
  type Control,
} from '../../store/service-worker-client.ts';

export class Updates {
  ready = $state(false);

  /** Registers the service worker and resolves once it controls the page, or cannot. */
  guard(): Promise<Control> {
    void registerServiceWorker(deploymentBase(), { onUpdateReady: () => (this.ready = true) });
    return whenControlled();
  }

  /** Every tab of the app goes to the new version together: never a mixed one. */
  apply(): Promise<void> {
    return applyUpdate();
  }
}
