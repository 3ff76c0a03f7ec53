import type { SceneName } from '../../src/prompt/paint-plan.ts';
import type { Icon } from '../../src/subjects/load-art.ts';

type Homes = readonly SceneName[];
const TABLE: Homes = ['studio', 'interior'];
const ROOM: Homes = ['interior', 'studio'];
const COUNTRY: Homes = ['meadow', 'mountains', 'forest'];

/** Where the things of a group live, likeliest first; the first that fits counts. */
const BY_GROUP: readonly (readonly [RegExp, Homes])[] = [
  [
    /^(food|drink|dishware|clothing|music$|phone|computer|light-video|money|mail|office|writing|lock|tool|science|medical|arts|award|game|time|hotel|event|other-object)/,
    TABLE,
  ],
  [/^(book|musical|household)/, ROOM],
  [/^animal-marine/, ['underwater', 'sea']],
  [/^animal-bug/, ['garden', 'meadow', 'forest']],
  [/^animal-bird/, ['meadow', 'forest', 'garden']],
  [/^animal-amphibian/, ['lake', 'garden', 'forest']],
  [/^animal-reptile/, ['forest', 'meadow', 'desert']],
  [/^animal/, COUNTRY],
  [/^plant-flower/, ['garden', 'meadow', 'studio']],
  [/^plant/, ['forest', 'meadow', 'garden']],
  [/^place-geographic/, ['mountains', 'meadow']],
  [/^place-building/, ['city', 'meadow', 'mountains']],
  [/^place/, ['meadow', 'city', 'mountains']],
  [/^transport-ground/, ['city', 'meadow', 'mountains', 'desert']],
  [/^transport-water/, ['sea', 'lake']],
  [/^transport-air/, ['mountains', 'meadow', 'sea']],
  [/^sport/, ['studio', 'meadow']],
  [/^sky-weather/, ['meadow', 'sea']],
  [/^person-sport/, ['meadow', 'city']],
  [/^person/, ['meadow', 'city', 'mountains', 'forest']],
];

/** Those whose home is not that of their group. */
const BY_NAME: readonly (readonly [Homes, string])[] = [
  [['garden', 'interior', 'meadow', 'city'], 'dog|guide dog|service dog|poodle'],
  [['interior', 'garden', 'meadow', 'city'], 'cat|black cat|hamster|mouse|rat'],
  [
    ['meadow', 'mountains'],
    'cow|ox|pig|ram|ewe|goat|horse|donkey|rooster|chicken|turkey|hatching chick|baby chick|goose|tractor|farmer|bison|llama',
  ],
  [['mountains', 'desert', 'meadow'], 'eagle|dragon'],
  [['meadow', 'desert'], 'giraffe|elephant|zebra|rhinoceros|leopard|lion'],
  [['forest', 'meadow'], 'unicorn|fairy|elf|mage|troll|rabbit|peacock'],
  [
    ['forest', 'mountains', 'snow'],
    'fox|wolf|bear|deer|moose|raccoon|badger|boar|hairy creature|owl|chipmunk|hedgehog|skunk',
  ],
  [
    ['forest'],
    'tiger|monkey|gorilla|orangutan|sloth|panda|koala|parrot|mushroom|brown mushroom|maple leaf|fallen leaf|T-Rex|sauropod|dodo',
  ],
  [['snow', 'sea'], 'polar bear|penguin|seal'],
  [
    ['snow', 'mountains', 'forest'],
    'mammoth|snowman|snowman without snow|Santa Claus|Mrs. Claus|skier|snowboarder|sled|skis|ice skate|curling stone|ice hockey',
  ],
  [['snow', 'interior', 'forest'], 'Christmas tree'],
  [['desert', 'meadow'], 'camel|two-hump camel|cactus|scorpion|kangaroo'],
  [
    ['lake', 'meadow', 'garden'],
    'duck|swan|flamingo|beaver|otter|crocodile|hippopotamus|water buffalo|turtle|frog|lotus|canoe|person rowing boat',
  ],
  [['sea', 'underwater'], 'whale|spouting whale|dolphin|orca'],
  [['underwater', 'sea'], 'mermaid|merman|octopus|shark|jellyfish|squid|coral'],
  [
    ['sea', 'studio'],
    'crab|lobster|spiral shell|oyster|anchor|ring buoy|palm tree|desert island|umbrella on ground|person surfing|woman surfing|person swimming|diving mask|thong sandal',
  ],
  [['underwater', 'lake', 'sea'], 'fish|tropical fish|blowfish|shrimp'],
  [['forest', 'city'], 'bat|ghost|vampire|zombie|jack-o-lantern|headstone|derelict house'],
  [['garden', 'meadow', 'forest'], 'butterfly|honeybee|lady beetle|snail|blossom|tulip|sunflower|seedling'],
  [['studio', 'garden', 'interior'], 'bouquet|rose|cherry blossom|hibiscus|hyacinth|potted plant'],
  [['meadow', 'sea', 'mountains'], 'kite|balloon|dove|parachute|small airplane'],
  [['space'], 'satellite|rocket|flying saucer|astronaut|ringed planet'],
  [['city', 'mountains'], 'helicopter|superhero|supervillain|phoenix'],
  [['mountains', 'garden', 'forest'], 'Japanese castle|shinto shrine|hindu temple'],
  [
    ['mountains', 'meadow', 'forest'],
    'castle|house|house with garden|houses|hut|church|tent|camping|rock|prince|princess|person with crown',
  ],
  [['mountains', 'sea'], 'volcano|moai'],
  [['desert', 'city'], 'mosque|kaaba'],
  [['meadow', 'mountains', 'snow', 'city'], 'locomotive|railway car|high-speed train|bullet train|train'],
  [
    ['city', 'garden'],
    'fountain|police officer|firefighter|construction worker|mechanic|pilot|detective|guard|singer|office worker|technologist|ninja|postbox|closed mailbox with raised flag|vertical traffic light|fuel pump|umbrella|closed umbrella|motor scooter|kick scooter|skateboard',
  ],
  [
    ['interior', 'city'],
    'cook|teacher|scientist|artist|student|judge|baby|old man|old woman|ballet dancer|woman dancing|man dancing|person lifting weights',
  ],
  [['mountains', 'forest', 'snow'], 'fire|evergreen tree|axe|bow and arrow'],
  [['meadow', 'garden', 'sea', 'lake'], 'person in lotus position|man in lotus position|woman in lotus position'],
  [['meadow', 'lake', 'forest'], 'deciduous tree|leafless tree|dandelion'],
  [
    ['studio', 'forest'],
    'red heart|skull|bone|feather|empty nest|nest with eggs|herb|shamrock|four leaf clover|treasure chest|crystal ball|magic wand',
  ],
  [
    ['interior', 'studio'],
    'computer mouse|laptop|desktop computer|television|radio|telephone|candle|teapot|file cabinet|mantelpiece clock|teddy bear|framed picture|trophy|keyboard|printer',
  ],
  [['meadow', 'city', 'studio'], 'tennis|soccer ball|goal net|playground slide|bench'],
];
const HOME_BY_NAME = new Map(BY_NAME.flatMap(([home, names]) => names.split('|').map((name) => [name, home] as const)));

/** The scenes something is at home in, the likeliest first; at least one. */
export function homeOf(name: string, group: string, anchor: Icon['anchor']): readonly SceneName[] {
  const home = HOME_BY_NAME.get(name) ?? BY_GROUP.find(([groups]) => groups.test(group))?.[1];
  if (home !== undefined) return home;
  return anchor === 'floats' ? ['sea', 'lake'] : ['meadow', 'studio'];
}

/** The names given a home of their own, for the check that each is an icon. */
export const NAMED_IN_HOMES: readonly string[] = [...HOME_BY_NAME.keys()];
