/** Pure rule of a result (CHK-03, G-28): something is said about what was done, beyond that there are pictures. */

const pictures = /照片|相片|图片|图|拍照|拍摄|摄影|留痕|photo|picture|image/i;
/** Words around a picture that say nothing about the work. */
const fillers =
  /照片|相片|图片|图|拍照|拍摄|拍|摄影|留痕|现场|上传|附件|附|详见|见|如|已|请|看|有|为证|了|的|下|上|共|\d+|[一二两三四五六七八九十几若干]|张|幅|photos?|pictures?|images?|see|attached|uploaded|[\s\p{P}]/giu;

/** Whether the text speaks of the work; with pictures, or speaking of them, what is left beside them counts. */
export function speaks(text: string, withPictures: boolean): boolean {
  const said = text.trim();
  if (!withPictures && !pictures.test(said)) return said !== '';
  return said.replace(fillers, '') !== '';
}
