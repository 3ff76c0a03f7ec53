import type { SceneName } from './paint-plan.ts';

/** A meaning, how surely the words say it (3: nothing else; 1: only when nothing else is said), and the words. */
export type Row<Name extends string> = readonly [Name, 1 | 2 | 3, string];

/** The first of the surest rows wins. Words lie as the reader splits them: lower case, no hyphens; plurals are listed. */
export const SCENE_WORDS: readonly Row<SceneName>[] = [
  [
    'underwater',
    3,
    'underwater|under water|under the sea|under the ocean|coral reef|coral reefs|seabed|sea bed|deep sea|aquarium|ocean floor|bottom of the sea|bottom of the ocean|beneath the waves|below the surface|sea floor|sunken|submerged|atlantis|水下|海底|珊瑚礁|深海|水族馆|海底世界|海里',
  ],
  [
    'space',
    3,
    'space|outer space|deep space|galaxy|galaxies|nebula|nebulas|nebulae|cosmos|cosmic|universe|orbit|spacewalk|on the moon|moon surface|lunar surface|surface of the moon|moon base|lunar|moon landing|solar system|asteroid belt|interstellar|among the stars|black hole|zero gravity|supernova|desert planet|red planet|alien desert|alien world|hubble telescope|hubble|james webb|space scene|planet|planets|alien planet|planet earth|on mars|martian|mars|planet mars|mars surface|surface of mars|moon crater|太空|宇宙|银河|星系|外太空|月球|月球上|星云|太阳系|黑洞|星际|星球|行星|火星|火星上',
  ],
  [
    'studio',
    3,
    'studio|studio background|studio backdrop|soft studio background|studio lighting|studio light|studio shot|product photo|product shot|product photography|product image|product render|product photograph|product picture|packshot|plinth|podium|pedestal|on a pedestal|seamless background|plain background|white background|solid background|simple background|clean background|gradient background|isolated on white|on white|still life|still lifes|product display|advertising shot|commercial photography|产品|静物|商品|棚拍|摄影棚|产品图|产品摄影|纯色背景|白底|展台|白色背景|影棚|电商',
  ],
  [
    'interior',
    3,
    'interior|indoors|indoor|living room|bedroom|kitchen|bathroom|dining room|office room|classroom|hallway|corridor|attic|basement|ballroom|throne room|hotel room|room|windowsill|window sill|by the window|by a window|at the window|near the window|near a window|through the window|in front of a window|in front of the window|fireside|by the fireplace|near the fireplace|in front of the fireplace|by the fire|kitchen counter|kitchen table|nursery|lounge room|waiting room|playroom|home office|bar counter|wine cellar|cozy room|apartment interior|gallery wall|art gallery|laboratory|workshop|on the wall|on a shelf|on the shelf|on the floor|on the carpet|on a rug|室内|房间|客厅|卧室|厨房|书房|窗边|窗前|窗台|浴室|教室|办公室|餐厅里|屋里|屋内|壁炉旁|壁炉前|壁炉|窗外|阁楼里|家里|窗台上|实验室|工作室',
  ],
  [
    'city',
    3,
    'city|cities|skyline|downtown|urban|metropolis|street|streets|cyberpunk|city street|city streets|cityscape|alley|alleyway|tokyo|new york|nyc|manhattan|london|paris|shanghai|hong kong|beijing|san francisco|chicago|times square|rooftop|rooftops|crosswalk|sidewalk|avenue|boulevard|plaza|town square|venice|futuristic city|blade runner|night market|kyoto|rome|dubai|berlin|las vegas|sci fi city|highway|chinatown|城市|都市|街道|天际线|赛博朋克|街头|上海|北京|东京|香港|街上|纽约|马路|巷子|小巷|广场|夜市|城市里|未来城市|巴黎|伦敦|外滩|胡同',
  ],
  ['city', 2, 'town|small town|old town|suburban|intersection|小镇|古镇|镇|城'],
  [
    'desert',
    3,
    'desert|deserts|dune|dunes|sand dunes|sahara|gobi|oasis|canyon|canyons|grand canyon|mesa|badlands|wild west|death valley|egypt|egyptian|pyramid|pyramids|monument valley|arizona|savanna desert|沙漠|沙丘|戈壁|绿洲|峡谷|埃及|大漠|金字塔',
  ],
  [
    'lake',
    3,
    'lake|lakes|lakeside|lakeshore|pond|ponds|fjord|lagoon|river|rivers|riverside|riverbank|river bank|stream|creek|brook|waterfall|waterfalls|swamp|marsh|wetland|by the water|湖|湖面|湖边|湖上|湖水|湖泊|河|河流|河边|小河|池塘|江|江边|溪流|小溪|瀑布|江面|江上|河畔|西湖|水边|江南|湖畔|江水|水面|水面上',
  ],
  [
    'sea',
    3,
    'sea|seas|ocean|oceans|beach|beaches|coast|coastal|coastline|shore|shoreline|seaside|seashore|harbor|harbour|bay|island|islands|surf|at sea|on the sea|high seas|tropical beach|marina|pier|dock|docks|wharf|tropical|hawaii|caribbean|maldives|bali|open water|seascape|mediterranean|santorini|port|海|海滩|沙滩|海边|大海|海洋|港口|海岸|海面|海上|岛|岛屿|海湾|码头|海浪|马尔代夫|三亚',
  ],
  ['sea', 2, 'waves|wave|crashing waves|tide|tsunami|great wave|波浪|浪花|浪'],
  [
    'forest',
    3,
    'forest|forests|woods|woodland|woodlands|jungle|rainforest|rain forest|grove|bamboo forest|bamboo grove|enchanted forest|pine forest|redwood forest|thicket|amazon rainforest|among trees|among the trees|in the trees|wilderness|森林|树林|丛林|竹林|雨林|林间|林中|松林|树林里|森林里|林子|枫林',
  ],
  [
    'snow',
    3,
    'in the snow|snowfield|snow field|snowy landscape|snowy mountain|snowy mountains|snow covered|snowy field|snowy hill|snowy hills|snow covered mountains|arctic|antarctic|antarctica|north pole|south pole|glacier|glaciers|tundra|iceberg|icebergs|polar|ice floe|ski slope|ski resort|winter wonderland|winter landscape|siberia|frozen lake|frozen landscape|alaska|雪地|雪地里|冰川|雪原|南极|北极|冰天雪地|雪山|冰山|雪景|雪中|冰原',
  ],
  ['snow', 2, 'snow|snowy|snowdrift|snowdrifts|ice and snow|igloo|雪|积雪|大雪|白雪'],
  [
    'mountains',
    3,
    'mountain|mountains|alps|alpine|peak|peaks|valley|valleys|cliff|cliffs|himalaya|himalayas|everest|mount everest|mount fuji|fuji|mountaintop|mountain top|mountain range|mountain peak|mountainside|summit|ridge|highlands|rocky mountains|patagonia|mountain landscape|cave|caves|cavern|great wall|great wall of china|volcanic landscape|山|高山|山脉|山谷|群山|山峰|富士山|山顶|山上|远山|悬崖|黄山|大山|山间|山里|青山|山水|高原|珠峰|桂林|长城|万里长城',
  ],
  [
    'garden',
    3,
    'garden|gardens|flower garden|rose garden|backyard|back yard|orchard|courtyard|flower bed|zen garden|japanese garden|botanical garden|patio|terrace|porch|veranda|greenhouse|vegetable garden|kitchen garden|secret garden|english garden|garden path|hedge maze|flowerbed|花园|庭院|院子|果园|花园里|后院|园林|菜园|花圃|院子里|苏州园林',
  ],
  [
    'meadow',
    3,
    'a field of|field of|fields of|meadow|meadows|field|fields|pasture|countryside|farm|farmland|farmyard|prairie|grassland|grasslands|savanna|savannah|safari|plains|hill|hills|hillside|rolling hills|vineyard|vineyards|lawn|park|flower field|field of flowers|wheat field|wheat fields|rice field|rice fields|lavender field|lavender fields|sunflower field|flower fields|tulip field|rural|village green|steppe|golf course|picnic|sunflower fields|tuscany|terraced fields|paddock|cornfield|tulip fields|country road|shire|草地|田野|公园|草原|麦田|稻田|乡村|农场|花海|草坪|山坡|梯田|田园|郊外|油菜花田|草地上|公园里|田里|野外|小山坡|花田|乡间|薰衣草田|原野',
  ],
  ['meadow', 2, 'grass|grassy|green grass|on the grass|in the grass|草|青草|草丛'],
  [
    'abstract',
    3,
    'abstract|abstract art|abstraction|geometric|geometric pattern|geometric shapes|pattern|patterns|seamless pattern|wallpaper pattern|fluid art|swirl|swirls|generative|generative art|abstract background|abstract shapes|kaleidoscope|mandala|fractal|fractals|psychedelic|kandinsky|mondrian|bauhaus|color field|marbling|抽象|图案|几何|纹理|几何图形|曼陀罗|分形|流体',
  ],
  ['abstract', 2, 'shapes|texture|textures|gradient|wallpaper|fluid|liquid shapes|ripples|waveforms|渐变|壁纸'],
  [
    'studio',
    2,
    'product|products|editorial|backdrop|cosmetic|cosmetics|skincare|packaging|mockup|mock up|advertisement|advertising|advert|commercial|tabletop|catalog|catalogue|e commerce|ecommerce|isolated|display stand|showcase|headshot|passport photo|flat lay|flatlay|广告|护肤|包装|样机|背景板',
  ],
  [
    'interior',
    2,
    'table|wooden table|tables|desk|wooden desk|shelf|shelves|counter|fireplace|wall|floor|carpet|rug|桌子|桌上|桌子上|书桌|餐桌|木桌|架子|墙上|墙|地毯|地板',
  ],
  ['sea', 2, '🌊|🏖|🏝|⛱|🌅'],
  ['mountains', 2, '🏔|⛰|🗻|🌄'],
  ['city', 2, '🏙|🌃|🌆|🌇|🌉'],
  ['desert', 2, '🏜'],
  ['space', 2, '🌌|🪐'],
  ['lake', 2, '🏞'],
  [
    'mountains',
    1,
    'landscape|landscapes|scenery|nature|vista|panorama|horizon|outdoors|风景|景色|自然|大自然|全景|山河',
  ],
  ['lake', 1, 'water'],
  ['interior', 1, 'towel|blanket|curtain|curtains|record|records|cushion|pillow|毛巾|毯子|窗帘'],
  ['forest', 1, 'branch|branches|twig|log|树枝'],
  ['city', 1, 'arch|archway|train station|station|bus stop|wheel|wheels|拱门|车站|轮子'],
  [
    'meadow',
    1,
    'path|road|trail|road trip|outside|outdoor|spring day|summer day|village|fence|wagon|carriage|cart|dirt road|户外|外面|篱笆|栅栏|马车',
  ],
];

/** Shops and halls: with "in" or "inside" before them the picture shows their inside. */
export const HAS_AN_INSIDE: ReadonlySet<string> = new Set(
  `library|cafe|coffee shop|restaurant|bakery|shop|store|bookstore|bookshop|museum|diner|pub|tavern|supermarket|church|cathedral|barn|house|home|cottage|cabin|castle|palace
  |school|hospital|hotel|office|apartment|mansion|greenhouse|factory|warehouse|theater|theatre|bar|studio apartment|train|bus|gym|garage|图书馆|咖啡馆|咖啡店|餐厅|书店|博物馆
  |商店|教堂|木屋|小木屋|房子|小屋|酒店|学校|医院|火车|面包店|超市`
    .split('|')
    .map((word) => word.trim()),
);
