// What each edition promises its reader: read from the theme's audience.yaml, so that a changed promise changes the test.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Readings above characters; the profile has no word for them. */
const RUBY = 12;

/** Profiles of a theme by edition id. */
export function readProfiles(theme) {
  const folder = join(theme, 'audiences');
  const profiles = new Map();
  for (const id of readdirSync(folder)) {
    const file = join(folder, id, 'audience.yaml');
    if (existsSync(file)) profiles.set(id, profileOf(id, parse(readFileSync(file, 'utf8'))));
  }
  return profiles;
}

/** One profile. */
export function profileOf(id, data) {
  const { type, colour } = data;
  return {
    id,
    body: type.body_px,
    kiosk: type.kiosk_px,
    line: type.line_height,
    measure: type.measure,
    paragraphGap: type.paragraph_gap,
    target: type.target_px,
    kioskTarget: type.kiosk_target_px,
    contrast: colour.contrast_min,
    outsideLinks: data.outside_links,
    smallest: type.small_px,
    kioskSmallest: type.kiosk_small_px ?? type.small_px,
    ruby: RUBY,
    gap: type.target_gap_px,
    kioskGap: type.kiosk_target_gap_px,
  };
}
