//! A page in the browser: what it shows, what it did, and what a person would do to it.

use std::path::Path;

use base64::Engine as _;
use serde_json::{Value, json};

use super::browser::Browser;

/// How a page is looked at.
#[derive(Clone, Copy)]
pub struct Look {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// The colours that the reader prefers.
    pub dark: bool,
    /// Whether scripts run.
    pub scripts: bool,
}

/// A wide screen, light, as most are.
pub const WIDE: Look = Look { width: 1600, height: 1000, dark: false, scripts: true };
/// A telephone.
pub const NARROW: Look = Look { width: 360, height: 740, ..WIDE };

/// An open page.
pub struct Page<'b> {
    browser: &'b mut Browser,
    session: String,
    address: String,
}

impl<'b> Page<'b> {
    pub(super) fn open(browser: &'b mut Browser, path: &Path, look: Look) -> Self {
        let target = browser.ask(None, "Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.ask(None, "Target.attachToTarget", attach);
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        let address = format!("file://{}", path.display());
        let mut page = Self { browser, session, address };
        for domain in ["Page", "Runtime", "Network", "Log"] {
            page.ask(&format!("{domain}.enable"), json!({}));
        }
        let size = json!({ "width": look.width, "height": look.height, "deviceScaleFactor": 1, "mobile": false });
        page.ask("Emulation.setDeviceMetricsOverride", size);
        let scheme = if look.dark { "dark" } else { "light" };
        let scheme = json!({ "name": "prefers-color-scheme", "value": scheme });
        page.ask("Emulation.setEmulatedMedia", json!({ "features": [scheme] }));
        page.ask("Emulation.setScriptExecutionDisabled", json!({ "value": !look.scripts }));
        let address = page.address.clone();
        page.ask("Page.navigate", json!({ "url": address }));
        page.browser.wait_for(&page.session, "Page.loadEventFired");
        page
    }

    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.browser.ask(Some(&self.session), method, parameters)
    }

    /// What an expression gives.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.ask("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// How many elements match and can be seen.
    pub fn visible(&mut self, selector: &str) -> u64 {
        let selector = Value::from(selector);
        self.value(&format!(
            "[...document.querySelectorAll({selector})].filter((e) => e.checkVisibility()).length"
        ))
        .as_u64()
        .unwrap()
    }

    /// The text of the first element that matches.
    pub fn text(&mut self, selector: &str) -> String {
        let selector = Value::from(selector);
        let text = self.value(&format!("document.querySelector({selector}).textContent"));
        text.as_str().unwrap().to_owned()
    }

    /// Presses a key and lets it go.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            " " => (32, " "),
            other => panic!("the key {other} is not known here"),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({ "type": kind, "key": key, "code": key, "text": text, "windowsVirtualKeyCode": code });
            self.ask("Input.dispatchKeyEvent", event);
        }
    }

    /// Types into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.ask("Input.insertText", json!({ "text": text }));
    }

    /// Moves on by Tab until the focused element matches; gives how many steps it took.
    pub fn tab_to(&mut self, selector: &str) -> usize {
        let selector = Value::from(selector);
        for steps in 1..400 {
            self.press("Tab");
            if self.value(&format!("document.activeElement.matches({selector})")) == true {
                return steps;
            }
        }
        panic!("{selector} cannot be reached by keyboard");
    }

    /// Clicks the middle of the first element that matches.
    pub fn click(&mut self, selector: &str) {
        let selector = Value::from(selector);
        let place = self.value(&format!(
            "(() => {{ const e = document.querySelector({selector}); e.scrollIntoView({{ block: 'center' }}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.ask("Input.dispatchMouseEvent", event);
        }
    }

    /// What the page asked for besides itself.
    pub fn fetched(&self) -> Vec<String> {
        self.browser
            .events(&self.session)
            .filter(|event| event["method"] == "Network.requestWillBeSent")
            .map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned())
            .filter(|url| *url != self.address && *url != "about:blank")
            .collect()
    }

    /// What the page, or the browser because of it, said in the console.
    pub fn said(&self) -> Vec<String> {
        let speaks = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
        self.browser
            .events(&self.session)
            .filter(|event| event["method"].as_str().is_some_and(|method| speaks.contains(&method)))
            .map(|event| event["params"].to_string())
            .collect()
    }

    /// Role and name of everything that can have the focus, as assistive technology is told it.
    pub fn acting(&mut self) -> Vec<(String, String)> {
        let tree = self.ask("Accessibility.getFullAXTree", json!({}));
        let focusable = |node: &&Value| {
            node["ignored"] == false
                && node["properties"].as_array().is_some_and(|properties| {
                    properties
                        .iter()
                        .any(|p| p["name"] == "focusable" && p["value"]["value"] == true)
                })
        };
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().trim().to_owned();
        let nodes = tree["nodes"].as_array().unwrap().iter().filter(focusable);
        nodes.map(|node| (text(&node["role"]), text(&node["name"]))).collect()
    }

    /// Looks at the page as it would be on paper.
    pub fn print_media(&mut self) {
        self.ask("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    }

    /// A picture of the whole page.
    pub fn picture(&mut self) -> Vec<u8> {
        let answer = self.ask("Page.captureScreenshot", json!({ "captureBeyondViewport": true }));
        decoded(&answer)
    }

    /// The page on A4 paper, as PDF.
    pub fn paper(&mut self) -> Vec<u8> {
        let a4 = json!({ "preferCSSPageSize": true, "printBackground": true });
        let answer = self.ask("Page.printToPDF", a4);
        decoded(&answer)
    }
}

fn decoded(answer: &Value) -> Vec<u8> {
    base64::prelude::BASE64_STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
}
