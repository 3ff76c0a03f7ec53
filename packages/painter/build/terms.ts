/** Icon names that mean something else, or a deed, when they stand in a prompt. */
export const NOT_SPOKEN: ReadonlySet<string> = new Set(
  'fly|ice|pick|mate|link|cooking|hook|clamp|locked|unlocked|pager|label|bowling|seat|wing|wood|bubbles|chains|knot|station|metro|person|memo|ledger|one|performing arts|pouring liquid|low battery|computer disk|hair pick|card index|card index dividers|notebook with decorative cover|oncoming bus|oncoming police car|oncoming taxi|oncoming automobile|love hotel|wedding'.split(
    '|',
  ),
);

/** Names in Chinese that are deeds or say too little. */
export const NOT_SPOKEN_IN_CHINESE: ReadonlySet<string> = new Set([
  '链接',
  '面',
  '冲浪',
  '游泳',
  '烹饪',
  '冰块',
  '挂锁',
  '打开的锁',
  '成人',
  '站立者',
  '日本',
  '结婚',
  '爱',
  '苍蝇',
  '倒水',
  '划艇',
  '举重',
  '玩球',
]);
