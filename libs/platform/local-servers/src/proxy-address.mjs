// The address from which the console's server speaks to the API. It is the only one whose X-Forwarded-For the API believes;
// others on this machine come from 127.0.0.1. Linux has all of 127.0.0.0/8; elsewhere loopback is a single address.
export const PROXY_ADDRESS = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';
