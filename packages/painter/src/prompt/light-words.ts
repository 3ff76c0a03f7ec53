import type { Mood, Season, TimeOfDay, Weather } from './paint-plan.ts';
import type { Row } from './scene-words.ts';

export const TIME_WORDS: readonly Row<TimeOfDay>[] = [
  [
    'night',
    3,
    'night|nights|at night|midnight|moonlight|moonlit|nocturnal|nighttime|night time|night sky|starry night|starry sky|starlit|aurora|aurora borealis|northern lights|full moon|stars in the sky|night scene|by moonlight|after dark|candlelit|夜|夜晚|夜空|夜里|深夜|星空|月光|晚上|夜景|极光|北极光|月夜|午夜|月下|半夜|满月|明月|月色|星光|夜色|星夜|黑夜|雨夜|雪夜|夜雨|秋夜|春夜|夏夜|冬夜|夜幕|入夜',
  ],
  [
    'sunset',
    3,
    'sunset|sunsets|dusk|golden hour|evening|evenings|twilight|sundown|afterglow|setting sun|nightfall|blue hour|evening light|日落|黄昏|夕阳|傍晚|晚霞|落日|余晖|暮色|夕照',
  ],
  [
    'dawn',
    3,
    'dawn|sunrise|sunrises|early morning|daybreak|morning|mornings|first light|rising sun|morning light|at daybreak|日出|黎明|清晨|早晨|早上|晨光|朝霞|破晓|晨曦|朝阳|清早',
  ],
  [
    'day',
    3,
    'day|daytime|noon|midday|daylight|afternoon|at noon|broad daylight|blue sky|blue skies|sunlit|sunny day|high noon|sunny|sunshine|sunlight|in the sun|白天|中午|下午|正午|阳光|晴天|午后|蓝天|烈日|阳光下|大白天|阳光明媚|蓝天白云|日光',
  ],
  [
    'night',
    2,
    'moon|moons|star|stars|shooting star|shooting stars|comet|meteor|meteor shower|流星|starry|neon|neon lights|neon sign|neon signs|neon city|crescent moon|nightclub|constellation|milky way|fireworks|月亮|月|星星|霓虹|霓虹灯|繁星|星|弯月|银河下|烟花|烟火',
  ],
  ['night', 2, '🌙|🌕|🌛|🌜|🌝|⭐|🌟|🌃|🌌|🌉'],
  ['sunset', 2, '🌆|🌇'],
  ['dawn', 2, '🌅|🌄'],
  ['day', 2, '☀|🌞'],
  ['night', 1, 'dark|darkness|bonfire|campfire|lanterns|glowing|halloween|fireflies|黑暗|萤火虫|发光|灯火'],
  ['day', 1, 'sun|bright|太阳|明亮'],
];

export const WEATHER_WORDS: readonly Row<Weather>[] = [
  ['clear', 3, 'clear sky|clear skies|cloudless|cloud free|clear weather|clear day|晴朗|晴空|晴空万里|万里无云'],
  [
    'storm',
    3,
    'storm|storms|stormy|thunder|thunderstorm|thunderstorms|lightning|hurricane|tempest|lightning bolt|lightning strike|typhoon|tornado|stormy weather|stormy sea|rough sea|gale|暴风雨|风暴|雷|闪电|雷雨|雷电|台风|狂风|龙卷风|狂风暴雨|雷暴',
  ],
  [
    'snowfall',
    3,
    'snowfall|snowing|it snow|make it snow|let it snow|make it snowy|blizzard|snowflakes|snowflake|falling snow|snow falling|snowstorm|snow storm|heavy snow|light snow falling|下雪|下着雪|下起雪|下大雪|暴雪|暴风雪|雪花|飘雪|大雪纷飞|雪花飘落|飞雪|风雪',
  ],
  [
    'rain',
    3,
    'rain|rains|rainy|raining|drizzle|downpour|rainy day|raindrops|in the rain|heavy rain|rainfall|monsoon|light rain|雨|下雨|雨天|细雨|雨中|大雨|雨夜|小雨|烟雨|春雨|雨水|雨后',
  ],
  ['rain', 1, 'rainbow|rainbows|wet|puddle|puddles|彩虹'],
  [
    'fog',
    3,
    'fog|foggy|mist|misty|haze|hazy|morning mist|morning fog|smog|fog bank|mists|dust storm|sandstorm|sand storm|smoky|雾|薄雾|云雾|大雾|晨雾|雾气|迷雾|雾霾|沙尘暴|雾中|烟雾|云海',
  ],
  ['cloudy', 3, 'cloudy|overcast|gray sky|grey sky|cloudy sky|cloudy day|多云|阴天|乌云|云层|阴云'],
  ['storm', 2, '⛈|🌩|⚡'],
  ['snowfall', 2, '❄|🌨'],
  ['rain', 2, '🌧|☔'],
  ['fog', 2, '🌫'],
  ['cloudy', 2, '☁|⛅|🌥|🌤'],
  [
    'cloudy',
    2,
    'clouds|cloud|fluffy clouds|cumulus|above the clouds|sea of clouds|white clouds|云|白云|云朵|云彩|云端|祥云',
  ],
];

export const SEASON_WORDS: readonly Row<Season>[] = [
  [
    'autumn',
    3,
    '秋夜|autumn|autumnal|in the fall|in fall|fall colors|fall colours|fall foliage|fall leaves|october|november|harvest|autumn leaves|autumn forest|indian summer|thanksgiving|秋|秋天|秋季|秋日|深秋|金秋|秋色|中秋|秋叶',
  ],
  [
    'winter',
    3,
    'winter|wintry|wintertime|december|january|christmas|snowman|snowmen|snow|snowy|in the snow|snow covered|snowing|snowfall|it snow|make it snow|let it snow|make it snowy|snow falling|blizzard|frost|frosty|frozen|icy|winter wonderland|snowstorm|christmas tree|santa|snowy mountains|snowy mountain|winter landscape|arctic|antarctica|冬|冬天|冬季|冬日|雪|下雪|圣诞|圣诞节|冰雪|寒冬|雪花|雪景|大雪|严冬|雪中|雪地',
  ],
  ['winter', 2, '❄|🌨|☃|⛄|🎄'],
  ['autumn', 2, '🍁|🍂'],
  ['spring', 2, '🌸'],
  [
    'spring',
    3,
    'spring|springtime|in bloom|blooming|blossoming|april|in may|sakura|cherry blossom|cherry blossoms|easter|spring day|blossoms|spring flowers|flowering|春|春天|春季|春日|樱花|春光|花开|盛开|桃花|春色|百花盛开|春风|春节',
  ],
  [
    'summer',
    3,
    'summer|summertime|july|august|in june|summer day|midsummer|summer vacation|summery|夏|夏天|夏季|夏日|盛夏|炎夏|仲夏',
  ],
];

export const MOOD_WORDS: readonly Row<Mood>[] = [
  [
    'calm',
    3,
    'calm|quiet|peaceful|serene|tranquil|still|relaxing|serenity|tranquility|zen|soothing|silent|calming|peace|restful|gentle|idyllic|宁静|安静|平静|静谧|祥和|安详|恬静|治愈|静|禅意|悠闲|淡雅',
  ],
  [
    'cheerful',
    3,
    'cheerful|happy|joyful|playful|fun|festive|lively|vibrant|joyous|merry|whimsical|colorful|colourful|vivid|upbeat|funny|celebration|brighter|bright colors|bright colours|energetic|party|laughing|smiling|colorize|colorise|colourise|colourize|more colorful|more colourful|enhance|enhanced|restore|beautify|vibrant colors|lighter|rainbow colors|欢快|快乐|开心|喜庆|活泼|可爱|热闹|鲜艳|明快|五彩|彩色|缤纷|多彩|欢乐|节日|幸福|卡哇伊|五颜六色|更亮|上色|美化|增强',
  ],
  [
    'dreamy',
    3,
    'dreamy|dreamlike|ethereal|magical|fantasy|surreal|fairytale|fairy tale|romantic|enchanted|enchanting|whimsy|heavenly|dream|dreams|fantastical|otherworldly|wonderland|梦幻|浪漫|童话|奇幻|唯美|仙境|梦境|超现实|魔幻|仙气|如梦似幻|魔法',
  ],
  [
    'gloomy',
    3,
    'gloomy|sad|melancholy|melancholic|lonely|bleak|somber|sombre|dreary|moody|depressing|desolate|solemn|sorrow|sorrowful|grim|darker|post apocalyptic|abandoned|lonesome|忧郁|悲伤|孤独|阴郁|忧伤|凄凉|萧瑟|阴沉|寂寞|荒凉|末日|更暗',
  ],
  [
    'dramatic',
    3,
    'dramatic|epic|cinematic|majestic|intense|powerful|heroic|grand|spectacular|dramatic lighting|high contrast|breathtaking|awe inspiring|monumental|dynamic|fierce|battle|explosion|史诗|壮观|震撼|宏伟|戏剧性|大气|磅礴|电影感|壮丽|气势磅礴|雄伟|恢弘',
  ],
  [
    'mysterious',
    3,
    'mysterious|mystic|mystical|spooky|eerie|haunted|creepy|scary|enigmatic|gothic|occult|horror|haunting|ominous|dark fantasy|secret|halloween|ghostly|sinister|神秘|诡异|恐怖|阴森|哥特|诡秘|幽暗|鬼屋|万圣节',
  ],
  [
    'warm',
    3,
    'warm|warmth|cozy|cosy|warm light|warm colors|warm colours|warm tones|warmer|warm lighting|homely|hygge|nostalgic|warm palette|candlelight|sepia|温暖|温馨|暖|暖色|暖色调|舒适|怀旧|暖光|暖调|暖暖|复古',
  ],
  [
    'cold',
    3,
    'cold|chilly|cool tones|cool colors|cool colours|cold tones|cold light|freezing|frigid|cooler|cool palette|icy|crisp|colder|frosty|寒冷|冷|冷色|冷色调|冰冷|清冷|冷调|清凉|凉爽',
  ],
];
