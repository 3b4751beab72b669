// Loaded with the first picture: their tables are worked out as they are loaded.
export { convertIndexedToRgb, decode as decodePng, type DecodedPng } from "fast-png";
export { decode as decodeJpeg } from "jpeg-js";
