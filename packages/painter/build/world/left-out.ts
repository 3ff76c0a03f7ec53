/** Groups of the word data that are things; of other groups only the icons of `TAKEN`. */
export const TAKEN_GROUPS: ReadonlySet<string> = new Set(
  `animal-mammal animal-bird animal-amphibian animal-reptile animal-marine animal-bug plant-flower plant-other
  food-fruit food-vegetable food-prepared food-asian food-sweet drink dishware
  place-geographic place-building place-religious place-other transport-ground transport-water transport-air hotel
  event award-medal sport game arts-crafts clothing music musical-instrument phone computer light-video book-paper money
  mail writing office lock tool science medical household other-object`.split(/\s+/),
);

/** Of groups that are mostly people in other poses, signs and weather: these. */
export const TAKEN: ReadonlySet<string> = names(
  `baby|child|boy|girl|person|man|woman|old man|old woman|student|teacher|judge|farmer|cook|mechanic|scientist|technologist
  |office worker|singer|artist|pilot|astronaut|firefighter|police officer|detective|guard|ninja|construction worker|prince|princess
  |person with crown|person with veil|Santa Claus|Mrs. Claus|superhero|supervillain|mage|fairy|vampire|mermaid|merman|elf|genie|zombie
  |troll|hairy creature|person walking|man walking|woman walking|man standing|woman standing|person standing|person running
  |woman running|man running|woman dancing|man dancing|ballet dancer|person fencing|horse racing|skier|snowboarder|person golfing
  |person surfing|woman surfing|person rowing boat|person swimming|person biking|woman biking|person lifting weights
  |person cartwheeling|person bouncing ball|person in lotus position|man in lotus position|woman in lotus position
  |hourglass done|watch|alarm clock|stopwatch|timer clock|mantelpiece clock
  |ringed planet|closed umbrella|umbrella|umbrella on ground|snowman|snowman without snow|fire|ghost|skull|red heart|bone`,
);

/**
 * Framed scenes, signs, flat symbols, heads without a body that a whole one stands for, motion marks: they look wrong
 * when they are set into a picture.
 */
export const LEFT_OUT: ReadonlySet<string> = names(
  `monkey face|dog face|cat face|tiger face|horse face|cow face|pig face|pig nose|mouse face|rabbit face|dragon face|paw prints|wing
  |front-facing baby chick|white flower|rosette|wilted flower|sheaf of rice|national park|desert|beach with umbrella|snow-capped mountain
  |mountain|mount fuji|landslide|spider web|leaf fluttering in wind
  |wood|building construction|night with stars|foggy|cityscape|cityscape at dusk|sunrise|sunrise over mountains|sunset|bridge at night
  |hot springs|barber pole|Japanese post office|love hotel|wedding
  |motorway|railway track|police car light|construction|stop sign|bus stop|metro|station|wheel|mountain railway|suspension railway
  |horizontal traffic light|airplane departure|airplane arrival|seat|aerial tramway|mountain cableway
  |moon viewing ceremony|ticket|admission tickets|reminder ribbon|tanabata tree|sparkles|fireworks|sparkler
  |1st place medal|2nd place medal|3rd place medal|spade suit|heart suit|diamond suit|club suit|joker|mahjong red dragon
  |flower playing cards|one-piece swimsuit|briefs|bikini|musical score|musical note|musical notes|level slider|control knobs
  |mobile phone with arrow|low battery|film frames|computer disk|camera with flash|magnifying glass tilted right
  |receipt|chart increasing with yen|money with wings|envelope with arrow|e-mail|outbox tray|inbox tray|incoming envelope
  |closed mailbox with lowered flag|open mailbox with lowered flag|open mailbox with raised flag
  |bookmark tabs|page with curl|page facing up|label|chart increasing|chart decreasing|bar chart|tear-off calendar|spiral calendar
  |locked with pen|locked with key|hammer and pick|hammer and wrench|link|broken chain|chains|x-ray|adhesive bandage|drop of blood
  |elevator|shower|bubbles|cigarette|coffin|placard|identification card|microbe|knot`,
);

function names(text: string): ReadonlySet<string> {
  return new Set(text.split('|').map((name) => name.trim()));
}
