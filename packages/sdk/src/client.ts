import { CreditsApi } from './credits.ts';
import { FilesApi } from './files/files.ts';
import { GenerationsApi } from './generations/generations.ts';
import { ModelsApi } from './models.ts';
import { type ClientOptions, toSettings } from './transport/settings.ts';
import { Transport } from './transport/transport.ts';
import { WebhooksApi } from './webhooks/webhooks.ts';

/**
 * A client of one Rivya server. Holds no connection and no timer between calls; make one and use it everywhere.
 * Throws `InvalidArgumentError` for settings that cannot be right, and for an API key in a web page.
 */
export class RivyaClient {
  readonly models: ModelsApi;
  readonly generations: GenerationsApi;
  readonly files: FilesApi;
  readonly credits: CreditsApi;
  readonly webhooks: WebhooksApi;

  constructor(options: ClientOptions = {}) {
    const transport = new Transport(toSettings(options));
    this.models = new ModelsApi(transport);
    this.generations = new GenerationsApi(transport);
    this.files = new FilesApi(transport);
    this.credits = new CreditsApi(transport);
    this.webhooks = new WebhooksApi(transport);
  }
}
