/**
 * The stems of what people choose most, folded to lower case. A password that is one of them, with digits and signs behind
 * it or repeated, is guessed first, however long it is (NIST SP 800-63B §3.1.1.2, ASVS 5.0 V6.2.4).
 */
const STEMS = `
  password passwort parola motdepasse contraseña senha passw0rd p@ssword p@ssw0rd pa$$word pa$$w0rd mypassword
  thisisapassword thisismypassword mypasswordis mypasswordispassword nopassword newpassword oldpassword yourpassword
  defaultpassword temporarypassword temppassword onetimepassword changemenow changeme changethis changethispassword
  letmein letmeinplease welcome welcomeback welcometothejungle iloveyou iloveyousomuch iloveyouforever ilovemyself
  iloveyoumore iloveyoubaby ihateyou admin administrator adminadmin superadmin superadministrator sysadmin
  systemadministrator rootroot toor superuser poweruser testuser testtest testing tester guest default secret
  topsecret supersecret verysecret mysecret secretpassword qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop
  qwertyqwerty qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwertyuiopasdfgh asdfgh asdfghjkl asdfghjklzxcvbnm zxcvbnm
  zxcvbnmasdfghjkl mnbvcxz poiuytrewq lkjhgfdsa qazwsx qazwsxedc qazwsxedcrfv qazwsxedcrfvtgb qazwsxedcrfvtgbyhnujm
  1qaz2wsx 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz2wsx3edc4rfv5tgb 1qazxsw2 1qazxsw23edc zaq12wsx zaq12wsxcde34rfv zaq1xsw2
  1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p q1w2e3r4 q1w2e3r4t5y6 q1w2e3r4t5y6u7i8
  q1w2e3r4t5y6u7i8o9p0 abcdefg abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abc123 abcd1234 a1b2c3d4 a1b2c3d4e5f6g7h8
  123qwe 123qweasd 123qweasdzxc qwe123 qwe123qwe123 asd123 zxc123 dragon monkey football baseball basketball soccer hockey
  superman batman spiderman ironman starwars pokemon minecraft princess sunshine shadow master mustang michael jennifer
  jordan charlie thomas daniel jessica ashley nicole michelle computer internet samsung google facebook microsoft windows
  whatever trustno1 freedom killer hunter ranger buster summer winter spring autumn monday friday january december
  correcthorsebatterystaple gatehouse gatehouseadmin opensesame letmeinnow blink182
  liverpoolfc manchesterunited chelseafc arsenal realmadrid barcelona juventus merrychristmas happybirthday happynewyear
  godisgood jesusislord jesuschrist ilovejesus iamthebest unbelievable supercalifragilisticexpialidocious
`;

export const COMMON_PASSWORD_STEMS: ReadonlySet<string> = new Set(STEMS.trim().split(/\s+/));
