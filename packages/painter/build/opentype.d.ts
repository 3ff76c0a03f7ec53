/** What the bake uses of opentype.js 2, which declares no types; those published apart bring a browser's globals. */
declare module 'opentype.js' {
  namespace opentype {
    type PathCommand =
      | { type: 'M' | 'L'; x: number; y: number }
      | { type: 'Q'; x1: number; y1: number; x: number; y: number }
      | { type: 'C'; x1: number; y1: number; x2: number; y2: number; x: number; y: number }
      | { type: 'Z' };

    type Glyph = { readonly advanceWidth?: number; readonly path: { readonly commands: PathCommand[] } };

    type Font = {
      readonly unitsPerEm: number;
      // biome-ignore lint/suspicious/noExplicitAny: raw tables, as the file has them.
      readonly tables: Record<string, any>;
      readonly glyphs: { get(index: number): Glyph };
      charToGlyphIndex(character: string): number;
    };

    /** Reads a font of TrueType, OpenType or WOFF. Throws an Error when it cannot. */
    function parse(bytes: ArrayBuffer): Font;
  }
  export = opentype;
}
