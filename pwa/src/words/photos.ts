/** The sentences on photos of a visit: they come with the screens that show one, not with anybody's first. */
import { catalogue } from './index';
import en from './photos.en.json';
import fi from './photos.fi.json';
import sv from './photos.sv.json';

export type PhotosKey = keyof typeof fi;

export const tell = catalogue<PhotosKey>({ fi, sv, en });
