export { makePdf } from './documents.ts';
export {
  eicar,
  eicarBehindPdfHeader,
  eicarInsidePdf,
  makeHtml,
  makeZip,
  truncated,
  withTail,
} from './hostile-files.ts';
export { makeJpeg, makePng, makeProgressiveJpeg, makeWebp, type PictureOptions } from './pictures.ts';
