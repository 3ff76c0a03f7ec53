import type { ModelDescriptor } from '../../catalogue/index.ts';

/** What stands on generated pages and around all pages. Every other language says the same under the same keys. */
export type Texts = typeof texts;

/** Labels of what a descriptor says in code words. */
const labels = {
  apiStatus: { available: 'Available via API' } satisfies Record<ModelDescriptor['apiStatus'], string>,
  apiInputStatus: {
    available_text: 'Text ready',
    available_url_input: 'Text or URL ready',
    partial_requires_files: 'Text ready, references through the Files API',
    requires_files_api: 'Needs the Files API',
  } satisfies Record<ModelDescriptor['apiInputStatus'], string>,
  category: { image: 'Image', video: 'Video', audio: 'Audio' } satisfies Record<ModelDescriptor['category'], string>,
  yes: 'Yes',
  no: 'No',
};

const translations: Readonly<Record<string, string>> = {};

export const texts = {
  name: 'English',
  tag: 'en',
  /** What is written in English elsewhere (descriptors, error texts), by its English text; empty for English. */
  translations,
  labels,
  site: {
    name: 'Rivya docs',
    skipToContent: 'Skip to content',
    pages: 'Pages',
    breadcrumb: 'You are here',
    searchLabel: 'Search the docs',
    searchPlaceholder: 'Search',
    noResults: 'Nothing found.',
    results: 'What was found',
    /** The script puts a number in place of `{count}`. */
    resultsFound: 'Found: {count}',
    copy: 'Copy',
    copied: 'Copied',
    examples: 'Examples',
    previous: 'Previous',
    next: 'Next',
    onThisPage: 'On this page',
    menu: 'Menu',
    theme: 'Colour scheme',
    light: 'Light',
    dark: 'Dark',
    system: 'As the system',
    markdownVersion: 'This page as Markdown',
    language: 'Language',
    notFoundTitle: 'There is no such page',
    notFoundText: 'The address may be mistyped, or the page has moved.',
    didYouMean: 'Did you mean one of these?',
    backToDocs: 'To the first page of the docs',
    englishOnly: 'This page is available in English only.',
  },
  sections: {
    start: 'Start',
    api: 'API',
    clients: 'Clients and changes',
    models: 'Models',
    guides: 'Run a server',
  },
  pages: {
    overview: {
      title: 'Overview',
      description: 'What Rivya is, how a request becomes a picture, and where to read on.',
    },
    quickstart: {
      title: 'Quickstart',
      description: 'From nothing to a first picture in five minutes: a server, a key, one request.',
    },
    authentication: {
      title: 'Authentication',
      description: 'API keys, their scopes, and what a refused key is answered.',
    },
    'api/models': {
      title: 'Models',
      description: 'List what a server offers, with the parameters, limits and price of every model.',
    },
    'api/generations': {
      title: 'Generations',
      description: 'Create, price, list and cancel generation tasks, with or without reference files.',
    },
    'api/generation-status': {
      title: 'Generation status',
      description: 'Follow a task to its end: states, polling pace, long poll, results and failures.',
    },
    'api/files': {
      title: 'Files',
      description: 'Upload reference files, look them up, list and delete them; how long they are kept.',
    },
    'api/credits': {
      title: 'Credits',
      description: 'The balance, the ledger behind it, and who pays when a task does not succeed.',
    },
    'api/webhooks': {
      title: 'Webhooks',
      description: 'Hear of finished tasks: endpoints, signatures and how to verify them, retries, deliveries, events.',
    },
    'api/errors-and-limits': {
      title: 'Errors and limits',
      description: 'The shape of a refusal, every error code, rate limits and size limits.',
    },
    'api/idempotency': {
      title: 'Idempotency',
      description: 'Send a create twice and get one task: how Idempotency-Key works.',
    },
    'api/openapi': {
      title: 'OpenAPI',
      description: 'The schema of the whole API for tools, and the interactive reference made from it.',
    },
    sdk: {
      title: 'TypeScript SDK',
      description: 'The client @rivya/sdk: create and wait, uploads, lists, retries and typed errors.',
    },
    changelog: {
      title: 'API changelog',
      description: 'What changed in the public API, what may change without notice and what may not.',
    },
    'api/model-reference': {
      title: 'Model reference',
      description: 'All models of this server with inputs, price and a page for each.',
    },
    'guides/operate': {
      title: 'Operate a server',
      description: 'Settings, accounts, keys, credits, backup, upgrades and a proxy in front.',
    },
    'guides/scale': {
      title: 'Many processes',
      description: 'PostgreSQL, a bucket, several processes: sizing, containers, moving up, backup and upgrades.',
    },
    'guides/observe': {
      title: 'Watch a server',
      description: 'Figures for Prometheus, alerts worth having, traces and logs.',
    },
    'guides/painter': {
      title: 'The built-in painter',
      description: 'Pictures without keys or network, and directives that force every outcome in tests.',
    },
    'guides/run-wan': {
      title: 'Real pictures with Wan 2.7',
      description: 'Connect a server to the upstreams that run the real models, with their keys, prices and limits.',
    },
    'guides/bad-days': {
      title: 'Bad days',
      description: 'What a server does when upstreams fail, and what an operator then looks at.',
    },
  },
  modelReference: {
    intro:
      'These models can be asked for on this server. Each has a page with its parameters, limits, price and ' +
      'requests that run as they are printed. [`GET /api/v1/models`](/docs/api/models) gives the same facts as JSON.',
    model: 'Model',
    id: 'Model id',
    inputs: 'Inputs',
    baseCredits: 'Base credits',
    inputStatus: 'Readiness',
    category: 'Category',
  },
  model: {
    title: (name: string) => `${name} API`,
    description: (name: string, id: string) =>
      `Call ${name} with the model id ${id}: inputs, parameters, reference files, price, requests and answers.`,
    intro: (name: string, id: string) =>
      `Call ${name} through Rivya Public API v1: send the model id \`${id}\` with a prompt, get a task id back, and ` +
      'follow the task to its result. This page is made from the descriptor that the server checks requests with.',
    fact: 'Fact',
    value: 'Value',
    facts: {
      id: 'API model id',
      inputs: 'Inputs',
      filesApi: 'Files API',
      baseCredits: 'Base credits',
      capability: 'Capability',
      modes: 'Modes',
      billing: 'Billing',
      promptLimit: 'Prompt limit',
    },
    filesApiNotUsed: 'Not used',
    filesApiOptional: 'Optional',
    filesApiRequiredFor: (modes: string) => `Required for ${modes}`,
    characters: (count: number) => `${count} characters`,
    table: {
      key: 'Key',
      type: 'Type',
      required: 'Required',
      default: 'Default',
      range: 'Range',
      options: 'Options',
      description: 'Description',
    },
    contract: {
      heading: 'Request contract',
      intro:
        'Send a JSON body to `POST /api/v1/generations`. `model` and `prompt` stand at the top level, the settings of ' +
        'the model in `params`. A field that is not listed here is refused.',
      model: (id: string) => `Always \`${id}\` for this model.`,
      prompt: (count: number) => `What to make. At most ${count} characters (Unicode code points).`,
      params: 'The settings of this model; the next table lists its keys.',
      clientRequestId: 'Your own id for the request, 1 to 128 characters. It is echoed and can be searched for.',
    },
    params: {
      heading: 'Model parameters',
      intro:
        'All of these are keys of `params`. Values are taken as they are or refused, never clamped; `null` means ' +
        '"not given". The values of a `select` are strings.',
      none: 'This model has no parameters of its own.',
      switchNote: (keys: string) => `${keys} also takes the JSON values \`false\` and \`true\`.`,
    },
    sizes: {
      heading: 'Picture sizes',
      intro: 'Width × height in pixels of the result, by ratio and tier.',
      ratio: 'Ratio',
      size: 'Size',
      followsReference: (param: string, ratioMax: number, multipleOf: number) =>
        `With reference files and no \`${param}\`, the picture takes the ratio of the last reference instead of the ` +
        `default, from 1:${ratioMax} to ${ratioMax}:1, with both sides multiples of ${multipleOf} and no more pixels ` +
        'than the tier allows. A ratio that is given is honoured with and without references.',
    },
    references: {
      heading: 'Reference files',
      policy:
        'Upload every reference file first with [`POST /api/v1/files`](/docs/api/files), then put the `url` of each ' +
        'answer, and its duration token where there is one, into `params.referenceMediaItems`. Only unexpired files ' +
        'of your own account are taken, uploads and earlier results alike; nothing is fetched from elsewhere.',
      rule: 'Reference rule',
      maxFiles: 'Max files',
      kinds: 'Accepted file kinds',
      durationToken: 'Duration token',
      durationNone: 'Not used: images have no duration.',
      durationOptional:
        'Video and audio may carry the `duration_token` of the upload as `durationToken`; one that is sent is checked.',
      durationRequired: 'Video and audio must carry the `duration_token` of the upload as `durationToken`.',
      kind: 'Kind',
      maxSize: 'Max size',
      mimeTypes: 'MIME types',
      sizeNote: '1 MB is 2^20 bytes. The type counts that the bytes have, not the file name.',
      itemIntro: 'One item of `params.referenceMediaItems`:',
      itemUrl: 'The `url` of the uploaded file.',
      itemKind: 'The kind of the file.',
      itemName: 'A name, for people who read the request; it is not compared with the file.',
      itemMimeType: 'The MIME type, likewise; what counts is the type of the bytes.',
      itemDurationSeconds: 'The duration of video or audio; checked against `durationToken` when that is sent.',
      itemDurationToken: 'The `duration_token` of the uploaded file.',
    },
    price: {
      heading: 'Price',
      fixed: (count: number) =>
        `Every task costs ${count} credits, whatever its parameters. They are reserved when the task is accepted and ` +
        'charged when it succeeds; a task that fails, is refused by moderation or is cancelled costs nothing.',
      estimate: 'An estimate checks a request as a create would, tells its price and runs nothing:',
      answer: 'The answer:',
    },
    requests: {
      intro: 'The prompt alone would do. Here every parameter is written out:',
      referenceIntro:
        'Upload `reference-image.png` from the current folder, then create a task that uses it: the `url` of the ' +
        'upload goes into `referenceMediaItems`.',
    },
    created: {
      heading: 'Create response',
      intro:
        'A create is answered `202` with the task and its address in `Location`. The work goes on in the background: ' +
        '[follow the task](/docs/api/generation-status) until it has succeeded or failed.',
    },
    result: {
      heading: 'Result example',
      intro: 'The same task once it has succeeded:',
      note: 'Every read signs the URLs afresh. `expires_at` says how long the file is kept: download what you want to keep.',
    },
    commonErrors: {
      heading: 'Common errors',
      intro: 'All codes are on [Errors and limits](/docs/api/errors-and-limits). These are the ones to expect here:',
      code: 'Code',
      status: 'HTTP status',
      meaning: 'Meaning',
      action: 'What to do',
    },
    next: {
      heading: 'What to do next',
      items: [
        'Wait for the result with a long poll: [Generation status](/docs/api/generation-status).',
        'Make retries safe with an `Idempotency-Key`: [Idempotency](/docs/api/idempotency).',
        'Upload references: [Files](/docs/api/files).',
        'See what a task reserved and what it cost: [Credits](/docs/api/credits).',
        'Compare with the other models: [Model reference](/docs/api/model-reference).',
      ],
    },
  },
};
