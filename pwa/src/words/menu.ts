/** The menu's own words beside those of every screen: they come when it is opened, and with the door. */
import { catalogue } from './index';
import en from './menu.en.json';
import fi from './menu.fi.json';
import sv from './menu.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
