import type { Framing, Style } from './paint-plan.ts';
import type { Row } from './scene-words.ts';

export const STYLE_WORDS: readonly Row<Style>[] = [
  [
    'pixel',
    3,
    'pixel|pixels|pixelart|pixel art|pixelated|8 bit|8bit|16 bit|16bit|retro game|minecraft|voxel|voxel art|video game style|snes style|game boy|pixel style|像素|像素风|像素画|像素艺术|像素风格',
  ],
  [
    'ink',
    3,
    'ink painting|ink wash|ink wash painting|sumi e|sumie|sumi|ink drawing|ink brush|brush ink|calligraphy|chinese ink|chinese painting|traditional chinese painting|chinese landscape painting|ink art|ink style|ink|ink sketch|in ink|shan shui|brush painting|ink illustration|pen and ink|水墨|水墨画|国画|中国画|水墨风|水墨风格|书法|写意|泼墨|水墨山水|中国风|山水画|墨|工笔画|古风水墨|毛笔画',
  ],
  [
    'watercolour',
    3,
    'watercolor|watercolour|watercolors|watercolours|aquarelle|gouache|watercolor painting|watercolour painting|watercolor style|water color|studio ghibli|ghibli|ghibli style|miyazaki|storybook illustration|childrens book illustration|children book illustration|水彩|水彩画|水彩风格|水粉|吉卜力|宫崎骏|水彩风|绘本',
  ],
  [
    'oil',
    3,
    'oil painting|oil paintings|oil paint|oil on canvas|oils|in oil|in oils|painterly|impressionist|impressionism|impressionist painting|impasto|van gogh|monet|claude monet|rembrandt|renoir|cezanne|acrylic|acrylic painting|acrylic paint|brush strokes|brushstrokes|palette knife|baroque painting|renaissance painting|expressionist|expressionism|oil style|classical painting|oil pastel|old master|old masters|vincent van gogh|post impressionist|vermeer|turner painting|油画|印象派|油画风格|梵高|莫奈|厚涂|油画风|丙烯|梵高风格',
  ],
  [
    'pencil',
    3,
    'pencil drawing|pencil sketch|pencil art|pencil|graphite|charcoal drawing|charcoal sketch|sketch|sketched|sketchy|line art|lineart|line drawing|hand drawn|colored pencil drawing|doodle|etching|engraving|crosshatching|cross hatching|hatching|blueprint drawing|drawing in pencil|rough sketch|pen drawing|pencil style|素描|铅笔画|铅笔素描|速写|线稿|手绘|简笔画|彩铅|线描|草图|铅笔',
  ],
  [
    'poster',
    3,
    'poster|posters|flat design|flat style|flat illustration|flat vector|flat colors|flat colours|screen print|screenprint|vintage poster|vintage postcard|postcard style|travel poster|retro poster|movie poster|art deco|art nouveau|linocut|woodcut|woodblock|woodblock print|ukiyo e|ukiyoe|hokusai|pop art|andy warhol|warhol|risograph|vector|vector art|vector illustration|cartoon|cartoon style|comic|comic book|comic style|anime|anime style|manga|minimalist poster|graphic design|paper cut|papercut|paper cutout|paper craft|stencil|stained glass|cel shading|cel shaded|propaganda poster|sticker|logo|silhouette art|low poly|cubist|cubism|picasso|matisse|海报|扁平|扁平风|扁平化|扁平风格|卡通|动漫|漫画|浮世绘|版画|波普|剪纸|矢量|复古海报|卡通风格|动漫风格|二次元|动漫风|卡通风|贴纸|年画|动画',
  ],
  [
    'monochrome',
    3,
    'monochrome|monochromatic|black and white|black and white photo|black and white photography|grayscale|greyscale|noir|film noir|b w|bw|ansel adams|desaturated|black white|黑白|单色|黑白照片|黑白照|黑白摄影|黑白风格',
  ],
  [
    'soft',
    3,
    'bokeh|soft focus|depth of field|shallow depth of field|blurred background|blurry background|photorealistic|photo realistic|photorealism|hyperrealistic|hyper realistic|dslr|35mm|50mm|85mm|telephoto|film photography|analog photo|f 1 8|f1 8|f 2 8|tilt shift|national geographic|dreamy blur|polaroid photo|long exposure|realistic photo|bokeh lights|professional photo|虚化|柔焦|背景虚化|景深|浅景深|写实|照片级|逼真|散景|超写实|单反|柔光',
  ],
  [
    'poster',
    2,
    'illustration|illustrations|illustrated|graphic|flat|app icon|emblem|mascot logo|digital illustration|digital art|concept art|clip art|clipart|插画|插图',
  ],
  ['pencil', 2, 'drawing|drawings|charcoal'],
  ['oil', 2, 'painting|paintings|painted|fine art|brushwork|mural|fresco|绘画|壁画'],
  ['watercolour', 2, 'wash|wet on wet|pastel drawing|soft pastel'],
  [
    'soft',
    1,
    'photo|photos|photograph|photographs|photography|photographic|realistic|realism|snapshot|portrait photo|摄影|照片|相片|真实',
  ],
];

/** Beside references these mean one of them, not a style. */
export const NAMES_OF_A_PICTURE: ReadonlySet<string> = new Set(
  'photo|photos|photograph|photographs|picture|image|照片|相片|图片'.split('|'),
);
/** These do so after "the" or "this": "turn it into a drawing" asks for one. */
export const NAMES_OF_A_WORK: ReadonlySet<string> = new Set(
  'painting|paintings|drawing|drawings|poster|posters|sketch|illustration|cartoon|graphic|logo'.split('|'),
);

export const FRAMING_WORDS: readonly Row<Framing>[] = [
  [
    'close',
    3,
    'close up|closeup|close ups|extreme close up|macro|macro photo|macro shot|macro photography|portrait|portraits|headshot|detail shot|detailed view|zoomed in|head and shoulders|up close|bust shot|selfie|特写|近景|微距|肖像|大头照|头像|肖像画|近照|半身像|半身照|自拍|人像',
  ],
  [
    'wide',
    3,
    'wide|wide angle|wide shot|wide view|panorama|panoramic|panoramic view|aerial|aerial view|birds eye view|bird eye view|top view|top down view|drone shot|drone view|drone photo|drone photograph|drone photography|drone footage|aerial drone|distant|in the distance|far away|from afar|vast|establishing shot|vista|long shot|expansive|sweeping|from above|overlooking|full view|远景|全景|广角|俯瞰|鸟瞰|远处|航拍|辽阔|俯视|宽广|大场景|一望无际',
  ],
];
export const MINIMAL_WORDS =
  'minimal|minimalist|minimalistic|minimalism|negative space|empty space|simple composition|copy space|lots of space|uncluttered|whitespace|white space|极简|简约|留白|极简主义|简洁|极简风|简约风|负空间';
/** The thing after these (or, at the end, before them) is shown from the shoulders up. */
export const PORTRAIT_WORDS =
  'portrait|portraits|headshot|headshots|head shot|bust shot|head and shoulders|passport photo|selfie|portrait photo|portrait painting|profile picture|avatar|face of|close up portrait|肖像|肖像画|头像|大头照|半身像|半身照|证件照|自拍|人像|人像摄影';
