import { expect, type Locator, type Page } from "@playwright/test";

/** How a person works the page. */
export type Hands = {
  press(target: Locator): Promise<void>;
  write(target: Locator, text: string): Promise<void>;
  /** Sets one of the numbers that have a slider and a box. */
  set(name: string, value: number): Promise<void>;
  /** Takes an item of a menu that is open. */
  pick(item: Locator): Promise<void>;
  /** Ticks a box, or takes its tick away. */
  tick(box: Locator): Promise<void>;
  /** Picks one of a few known values from a list that opens. */
  choose(name: string, option: string): Promise<void>;
};

export function mouse(page: Page): Hands {
  return {
    press: (target) => target.click(),
    write: (target, text) => target.fill(text),
    set: async (name, value) => {
      const box = page.getByRole("textbox", { name, exact: true });
      await box.fill(String(value));
      await box.blur();
    },
    pick: (item) => item.click(),
    tick: (box) => box.click(),
    choose: async (name, option) => {
      await listNamed(page, name).click();
      await page.getByRole("option", { name: option, exact: true }).click();
    },
  };
}

function listNamed(page: Page, name: string): Locator {
  return page.getByRole("combobox", { name, exact: true });
}

/** More stops than any page has. */
const TABS_MAX = 150;
const STEPS_MAX = 50;

/** Tab, Enter, arrows and letters: nothing is pointed at, and wherever the focus stops, it is seen. */
export function keyboard(page: Page): Hands {
  async function reach(target: Locator): Promise<void> {
    for (let tabs = 0; tabs < TABS_MAX; tabs++) {
      if (await target.evaluate((node) => node === document.activeElement)) return;
      await page.keyboard.press("Tab");
      expect(await hiddenFocus(page), "the focus is visible").toBeNull();
    }
    throw new Error(`Tab does not reach ${target}`);
  }

  return {
    press: async (target) => {
      await reach(target);
      await page.keyboard.press("Enter");
    },
    write: async (target, text) => {
      await reach(target);
      await page.keyboard.type(text);
    },
    set: async (name, value) => {
      const slider = page.getByRole("slider", { name, exact: true });
      await reach(slider);
      for (let steps = 0; steps < STEPS_MAX; steps++) {
        const now = Number(await slider.getAttribute("aria-valuenow"));
        if (now === value) return;
        await page.keyboard.press(now < value ? "ArrowRight" : "ArrowLeft");
        await expect(slider).not.toHaveAttribute("aria-valuenow", String(now));
      }
      throw new Error(`the arrows do not bring ${name} to ${value}`);
    },
    pick: async (item) => {
      await arrowDownTo(page, item);
      await page.keyboard.press("Enter");
    },
    tick: async (box) => {
      await reach(box);
      await page.keyboard.press("Space");
    },
    choose: async (name, option) => {
      await reach(listNamed(page, name));
      await page.keyboard.press("Enter");
      const wanted = page.getByRole("option", { name: option, exact: true });
      await expect(wanted).toBeVisible();
      await arrowDownTo(page, wanted);
      await page.keyboard.press("Enter");
      await expect(wanted).toBeHidden();
    },
  };
}

/** In a list or menu that is open. */
async function arrowDownTo(page: Page, wanted: Locator): Promise<void> {
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    if (await wanted.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`the arrows do not reach ${wanted}`);
}

/**
 * The element that has the focus without showing it, or null; between two rounds of Tab the page itself has it,
 * or the browser, while the page still remembers where the focus was.
 * Looks at the page as it is next drawn: until then an element that was just taken away may still have the focus.
 */
function hiddenFocus(page: Page): Promise<string | null> {
  return page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const focused = document.activeElement;
    if (focused === null || focused === document.body || !document.hasFocus()) return null;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
    const { width, height } = focused.getBoundingClientRect();
    const isMarked = (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    return isMarked && width > 0 && height > 0 ? null : focused.outerHTML;
  });
}
