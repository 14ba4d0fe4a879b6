/** Where packages of npm come from. The page's policy (src/index.html) allows these two hosts, and no other. */

export const FILES_HOST = 'cdn.jsdelivr.net'
export const LISTINGS_HOST = 'data.jsdelivr.com'
