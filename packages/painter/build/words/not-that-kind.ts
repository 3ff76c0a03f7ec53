/**
 * Nouns that WordNet counts as a kind of a known subject and that mean something else in a prompt, or look nothing
 * like it. Found by reading the whole list.
 */
export const NOT_THAT_KIND: ReadonlySet<string> = new Set(
  `coca abloom affirmed ani argentine arbor auto bap barb bast batwing bay beanbag bedding biddy bitter black blinks block bloomer blush board bock bola bolo bottom bouncer brace
  brace bridge brill broody brittle brown buckskin bump bun bust calypso can cap captive cassie chain chair chamber charger chatterbox chine clay cleaners clipper cloister
  coil cola colt columbine commissary commode commuter condor convict cope coping copra cover cracker crackle creche crown cruiser cruse cup cupper cur dace dash delicious
  derby desert devil dinky dipper disa disk divan dogie dory down drake drone dun elastic electric entire equatorial everlasting facing fancy feedbag fingerling flathead
  flipper floppy florida fold foundry fowl frontal frosting funny gar garage generic gig glory goldilocks green greenhood grinder grizzle grubby guan gun hackle hand
  handset hand hard hermitage hessian hind hock hollow hood house howler imaret inhaler jack john joint jonathan judas keeper kid kylie lab launch leghorn levis lighter
  lining loin lory lounge lower mac mack maiger malmsey margate marvel mast match matter mavis maxim mayflower medium medlar mei mescal mezcal mic minster mole molle
  mollie molly monal mount mountain mudder mum murphy negus nut nuts outboard pacer page partition pastil pastille patty peg pen perfumery pi picket pile pillar pilot pinner
  pinnace pinnacle pippin plane plank platform pocket poke pontoon poon port porter pot pouch prancer prima privy pullman punch radial ram rape refractory restroom reeve ridley
  ribier roan roast robusta robalo rob round rue runabout rush russet rusty sack sailor sallow salon sam sandbag sang scoter scow screen seat shank shepherd shine shingle
  shipwreck shrub shutter sick sidecar silverside simple sinker slicker slip slopshop sloe soave sob solan sole solo solitaire sop sour spam spawner spirit split spot sprout
  spike stage stake stand stateroom stayman stinger stock stole stout strad strapless structure stub sub swallow sweep table tab tabor tail tam tan tansy tap tarpon technical
  teg template tender tern tester tether tie timothy tire titi toast toddy tom tomtate tote tower tramp trim trumpets trunks tub tube tubeless tuna tung turn twist umbel upper
  varietal vintage weft whirlaway winter wirehair woof wtc yaller zep argonaut bandtail bellbird blackburn blackjack bonduc bud bbs broadside brim butt buskin capote catkin
  cat cattleship chantey chaser chip chopine chunga cicada corymb cyme calamus citole conger confect cruse currajong dewdrop dickeybird facer feist fiddleneck fugo gean
  goatsucker hackee hoy icbm iceboat immortelle jewfish josh kea kilderkin kirk lardy larid latten lbj lem locker lotte loo lugger maleo marabou madagascar mahoe marri maul
  mescal mina minisub mola mourner mullet munchener muff musnud newmarket nightwalker nuthouse madhouse oca opah opepe orang orangutang oxheart ox paling panier parka pasty pax
  pekan pewit peeper penoche pia pigboat pilosella pilsener pinkie pintado planaria podocarp pollard polonaise pone poser priory punnet pylon queen quick quill rampion rangpur
  raster rattail redbird retread roble rocket runner sabbatical sacque salai saltine saman samba sapling sawbill schnecken scup seckel silvertip skybox sloop slipstick smallmouth
  smoothbark snake sourball sourwood spadefish sparling spitfire spoonflower stag stele sterling stinkbird stonecrop stopover stylus submarine superhet tackle tart teak teju
  thrower tinsel titter tit toy trotter trumpeter tumbler twitterer vamp vanilla verbena vermouth wader warbler wheeler whaler whiteface windflower wing wink winesap yellowtail
  ephemeral snowball tiller shoot flamboyant hazel chilly grouse trifle herbal chisel scythe greenhouse mortuary bobsled dogsled luge sulky unicycle wheelbarrow limber jib lateen
  royal portable slate sable poleax poleaxe hobble fetter handcuff manacle shackle settle airbrush hose nappy overall reversible unmentionable wearable mini maxi accessory veil
  bombard virginal backstairs hone cobble cobblestone latch tonic snipe plat swob grill
  organs stalls rooms coop architecture babel bethel pentagon mending furnishing flatwork chains handlock irons binder bobsleigh boneshaker handcart hovercraft milkwagon
  monocycle perambulator pram pung pushcart pushchair skibob tramcar waggon wagon conestoga carriage gazebo aviary planetarium outhouse carport rotunda rink asylum sconce haven wheat
  andromeda daphne candida cole veg cords blackface brothel bordello whorehouse bawdyhouse bagnio jakes innocense diaper diaphone basilisk fly
  combine zither missile vicar boa gown robin lift lime mouth mould mine mint novel olive palm pane parquet party peach pear pearl`.split(
    /\s+/,
  ),
);

/** Subjects that are too unlike their kinds to stand for them. */
export const WITHOUT_KINDS: ReadonlySet<string> = new Set(
  `herb worm ring passenger ship shield pick ice black cat bookmark bomb cut of meat light bulb closed book desktop computer card index hospital handbag feather toilet
  school scarf bed television train brick blossom mirror gear salt lock`
    .split(/\s+/)
    .concat([
      'passenger ship',
      'black cat',
      'cut of meat',
      'light bulb',
      'closed book',
      'desktop computer',
      'card index',
    ]),
);
