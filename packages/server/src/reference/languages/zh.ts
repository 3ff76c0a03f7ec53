import type { Texts } from './en.ts';

export const texts: Texts = {
  name: '简体中文',
  tag: 'zh-Hans',
  translations: {
    'Aspect ratio': '画面宽高比',
    Resolution: '分辨率',
    Watermark: '水印',
    'Leave it empty for a new random result each time. Reusing the same integer makes it easier to reproduce or fine-tune a previous result. It stays closer only when the prompt and other key settings also remain similar, and it is not a guaranteed 1:1 match.':
      '留空时每次得到新的随机结果。重复使用同一个整数，便于重现或微调之前的结果；只有提示词和其他关键设置也大致相同时，结果才会接近，并不保证完全一致。',
    'Reference image: Upload up to 9 image files for image editing projects.':
      '参考图片：编辑图片时最多可上传 9 个图片文件。',
    'Minimal request': '最小请求',
    'Reference-file request': '带参考文件的请求',
    'A field, the model, the query, the JSON or the HTTP itself is wrong.':
      '字段、模型、查询参数、JSON 或 HTTP 请求本身有误。',
    'Read `details`, correct the request.': '查看 `details`，修正请求。',
    'The balance does not cover the price.': '余额不足以支付价格。',
    'Have credits added, then send the request again.': '充值积分后重新发送请求。',
    'The `Idempotency-Key` was used before with another body.': '该 `Idempotency-Key` 已用于另一个请求体。',
    'Send a new body with a new key.': '新的请求体请使用新的键。',
    'More calls came than a minute allows, a signing secret was replaced too often within a day, or the endpoint is being tested right now.':
      '一分钟内的调用次数超过上限，或一天内更换签名密钥过于频繁，或该端点正在测试中。',
    'Wait for `Retry-After` seconds.': '等待 `Retry-After` 所示的秒数后再试。',
    'There is no such path or model, or no such task, file, webhook endpoint, event or delivery in your account.':
      '没有该路径或模型，或您的账户下没有该任务、文件、Webhook 端点、事件或投递记录。',
    'Check the id, and which account the key belongs to.': '检查 ID，以及密钥属于哪个账户。',
  },
  labels: {
    apiStatus: { available: '可通过 API 使用' },
    apiInputStatus: {
      available_text: '支持文本输入',
      available_url_input: '支持文本或 URL 输入',
      partial_requires_files: '支持文本输入，参考文件需先经 Files API 上传',
      requires_files_api: '需先经 Files API 上传文件',
    },
    category: { image: '图片', video: '视频', audio: '音频' },
    yes: '是',
    no: '否',
  },
  site: {
    name: 'Rivya 文档',
    skipToContent: '跳到正文',
    pages: '页面',
    breadcrumb: '当前位置',
    searchLabel: '搜索文档',
    searchPlaceholder: '搜索',
    noResults: '没有找到。',
    results: '搜索结果',
    resultsFound: '找到 {count} 处',
    copy: '复制',
    copied: '已复制',
    examples: '示例',
    previous: '上一页',
    next: '下一页',
    onThisPage: '本页内容',
    menu: '菜单',
    theme: '配色',
    light: '浅色',
    dark: '深色',
    system: '跟随系统',
    markdownVersion: '本页的 Markdown 版本',
    language: '语言',
    notFoundTitle: '没有这个页面',
    notFoundText: '地址可能有误，或页面已移动。',
    didYouMean: '您要找的是不是：',
    backToDocs: '回到文档首页',
    englishOnly: '本页暂时只有英文版。',
  },
  sections: {
    start: '入门',
    api: 'API',
    clients: '客户端与变更',
    models: '模型',
    guides: '运行服务器',
  },
  pages: {
    overview: { title: '概览', description: 'Rivya 是什么，一个请求如何变成图片，以及接下来读什么。' },
    quickstart: { title: '快速开始', description: '五分钟内得到第一张图片：一台服务器、一个密钥、一个请求。' },
    authentication: { title: '身份验证', description: 'API 密钥及其权限范围，以及密钥被拒绝时的响应。' },
    'api/models': { title: '模型', description: '列出服务器提供的模型，以及每个模型的参数、限制和价格。' },
    'api/generations': { title: '生成任务', description: '创建、估价、列出和取消生成任务，可带或不带参考文件。' },
    'api/generation-status': {
      title: '任务状态',
      description: '跟踪任务直到结束：状态、轮询间隔、长轮询、结果与失败。',
    },
    'api/files': { title: '文件', description: '上传、查询、列出和删除参考文件，以及文件的保留时间。' },
    'api/credits': { title: '积分', description: '余额、背后的账目，以及任务未成功时由谁承担费用。' },
    'api/webhooks': {
      title: 'Webhook 通知',
      description: '任务结束时主动通知：接收地址、签名与校验方法、重试时间表、投递记录与事件列表。',
    },
    'api/errors-and-limits': { title: '错误与限制', description: '错误响应的格式、全部错误代码、速率限制和大小限制。' },
    'api/idempotency': {
      title: '幂等性',
      description: '同一个创建请求发送两次只产生一个任务：Idempotency-Key 的用法。',
    },
    'api/openapi': { title: 'OpenAPI', description: '供工具使用的完整 API 描述，以及由它生成的交互式参考。' },
    sdk: { title: 'TypeScript SDK', description: '客户端 @rivya/sdk：创建并等待、上传、列表、重试与带类型的错误。' },
    changelog: { title: 'API 变更记录', description: '公共 API 的变更，哪些可能随时变化，哪些不会。' },
    'api/model-reference': { title: '模型参考', description: '本服务器的全部模型：输入、价格，以及各模型的页面。' },
    'guides/operate': { title: '运维服务器', description: '设置、账户、密钥、积分、备份、升级以及前置代理。' },
    'guides/scale': {
      title: '多进程部署',
      description: 'PostgreSQL、对象存储与多个进程：规模估算、容器、迁移、备份和升级。',
    },
    'guides/observe': { title: '监控服务器', description: 'Prometheus 指标、值得设置的告警、链路追踪与日志。' },
    'guides/painter': { title: '内置画师', description: '无需密钥和网络即可出图；用指令在测试中触发各种结果。' },
    'guides/run-wan': {
      title: '用 Wan 2.7 生成真实图片',
      description: '把服务器接入运行真实模型的上游服务：密钥、价格与限制。',
    },
    'guides/bad-days': { title: '故障应对', description: '上游出故障时服务器怎么做，运维人员该看什么。' },
  },
  modelReference: {
    intro:
      '以下模型可在本服务器上调用。每个模型都有自己的页面，列出参数、限制、价格，以及可以原样运行的请求。' +
      '[`GET /api/v1/models`](/docs/api/models) 以 JSON 返回同样的信息。',
    model: '模型',
    id: '模型 ID',
    inputs: '输入',
    baseCredits: '基础积分',
    inputStatus: '输入方式',
    category: '类别',
  },
  model: {
    title: (name) => `${name} API`,
    description: (name, id) => `用模型 ID ${id} 调用 ${name}：输入、参数、参考文件、价格、请求与响应。`,
    intro: (name, id) =>
      `通过 Rivya Public API v1 调用 ${name}：发送模型 ID \`${id}\` 和提示词，得到任务 ID，再跟踪任务直到得出结果。` +
      '本页由服务器校验请求所用的同一份模型描述生成。',
    fact: '项目',
    value: '值',
    facts: {
      id: 'API 模型 ID',
      inputs: '输入',
      filesApi: 'Files API',
      baseCredits: '基础积分',
      capability: '能力',
      modes: '模式',
      billing: '计费方式',
      promptLimit: '提示词上限',
    },
    filesApiNotUsed: '不使用',
    filesApiOptional: '可选',
    filesApiRequiredFor: (modes) => `${modes} 模式必需`,
    characters: (count) => `${count} 个字符`,
    table: {
      key: '键',
      type: '类型',
      required: '必填',
      default: '默认值',
      range: '范围',
      options: '可选值',
      description: '说明',
    },
    contract: {
      heading: '请求约定',
      intro:
        '向 `POST /api/v1/generations` 发送 JSON 请求体。`model` 和 `prompt` 放在顶层，模型的设置放入 `params`。' +
        '未在此列出的字段会被拒绝。',
      model: (id) => `此模型固定为 \`${id}\`。`,
      prompt: (count) => `要生成的内容，最多 ${count} 个字符（按 Unicode 码位计）。`,
      params: '该模型的设置，可用的键见下表。',
      clientRequestId: '您自己的请求标识，1 至 128 个字符。会原样返回，并可用于查询。',
    },
    params: {
      heading: '模型参数',
      intro:
        '以下都是 `params` 的键。取值要么原样接受，要么拒绝，绝不截断；`null` 表示“未给出”。`select` 的值为字符串。',
      none: '此模型没有专属参数。',
      switchNote: (keys) => `${keys} 也接受 JSON 值 \`false\` 和 \`true\`。`,
    },
    sizes: {
      heading: '图片尺寸',
      intro: '结果的宽 × 高（像素），按宽高比和档位列出。',
      ratio: '宽高比',
      size: '尺寸',
      followsReference: (param, ratioMax, multipleOf) =>
        `带参考文件且未给出 \`${param}\` 时，图片不采用默认值，而是沿用最后一个参考文件的宽高比，范围为 1:${ratioMax} 至 ` +
        `${ratioMax}:1，两边均为 ${multipleOf} 的倍数，总像素不超过该档位的上限。给出的宽高比无论有无参考文件都会遵守。`,
    },
    references: {
      heading: '参考文件',
      policy:
        '先用 [`POST /api/v1/files`](/docs/api/files) 上传每个参考文件，再把响应中的 `url`（如有时长令牌也一并）放入 ' +
        '`params.referenceMediaItems`。只接受您自己账户下未过期的文件，上传的文件和之前的结果都可以；服务器不会从别处抓取任何内容。',
      rule: '参考规则',
      maxFiles: '文件数上限',
      kinds: '接受的文件种类',
      durationToken: '时长令牌',
      durationNone: '不使用：图片没有时长。',
      durationOptional: '视频和音频可以把上传响应中的 `duration_token` 作为 `durationToken` 带上；带上的令牌会被校验。',
      durationRequired: '视频和音频必须把上传响应中的 `duration_token` 作为 `durationToken` 带上。',
      kind: '种类',
      maxSize: '大小上限',
      mimeTypes: 'MIME 类型',
      sizeNote: '1 MB 为 2^20 字节。类型以文件内容为准，与文件名无关。',
      itemIntro: '`params.referenceMediaItems` 中的一项：',
      itemUrl: '已上传文件的 `url`。',
      itemKind: '文件的种类。',
      itemName: '名称，便于阅读请求；不与文件核对。',
      itemMimeType: 'MIME 类型，同样仅供阅读；以文件内容的类型为准。',
      itemDurationSeconds: '视频或音频的时长；带有 `durationToken` 时会与之核对。',
      itemDurationToken: '已上传文件的 `duration_token`。',
    },
    price: {
      heading: '价格',
      fixed: (count) =>
        `每个任务 ${count} 积分，与参数无关。任务被接受时预留，成功后扣除；失败、未通过内容审核或被取消的任务不收费。`,
      estimate: '估价会像创建请求一样做完整校验并给出价格，但不会运行任何任务：',
      answer: '响应：',
    },
    requests: {
      intro: '只有提示词也可以。这里把每个参数都写了出来：',
      referenceIntro:
        '上传当前目录下的 `reference-image.png`，再创建使用它的任务：上传响应中的 `url` 放入 `referenceMediaItems`。',
    },
    created: {
      heading: '创建响应',
      intro:
        '创建请求返回 `202`，内容为任务，任务地址在 `Location` 中。工作在后台继续：' +
        '请[跟踪任务](/docs/api/generation-status)，直到成功或失败。',
    },
    result: {
      heading: '结果示例',
      intro: '同一个任务成功之后：',
      note: '每次读取都会重新签发 URL。`expires_at` 表示文件保留到何时；需要长期保存的文件请及时下载。',
    },
    commonErrors: {
      heading: '常见错误',
      intro: '全部错误代码见[错误与限制](/docs/api/errors-and-limits)。这里最可能遇到的是：',
      code: '代码',
      status: 'HTTP 状态码',
      meaning: '含义',
      action: '处理方法',
    },
    next: {
      heading: '接下来',
      items: [
        '用长轮询等待结果：[任务状态](/docs/api/generation-status)。',
        '用 `Idempotency-Key` 让重试不产生重复任务：[幂等性](/docs/api/idempotency)。',
        '上传参考文件：[文件](/docs/api/files)。',
        '查看任务预留了多少、实际花费多少：[积分](/docs/api/credits)。',
        '与其他模型比较：[模型参考](/docs/api/model-reference)。',
      ],
    },
  },
};
