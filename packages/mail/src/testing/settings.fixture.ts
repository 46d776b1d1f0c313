export const TEST_KEY = "only-for-tests-and-32-characters-long";
export const CONSOLE_URL = "https://mill.example.test";
export const FROM = "Millrace <mill@example.test>";
