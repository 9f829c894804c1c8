/** @file The service worker of this deployment: registered at the first visit, and asked before a new version takes over. */
import { deploymentBase } from '../../store/deployment.ts';
import { applyUpdate, registerServiceWorker } from '../../store/service-worker-client.ts';

export class Updates {
  ready = $state(false);

  async watch(): Promise<void> {
    await registerServiceWorker(deploymentBase(), { onUpdateReady: () => (this.ready = true) });
  }

  /** Every tab of the app goes to the new version together: never a mixed one. */
  apply(): Promise<void> {
    return applyUpdate();
  }
}
