//! Names, and what is told apart.

use super::*;

#[test]
fn a_name_tells_its_rule() {
    assert_eq!(slug("locked, <force> “x”, XML"), "locked-force-x-xml");
    assert_eq!(rule_of("RI-20-locked-absent"), Some("RI-20"));
    for name in ["ri-20-x", "RI-x-y", "RI-20", "capture-node", "R-20-x"] {
        assert_eq!(rule_of(name), None, "{name}");
    }
}

#[test]
fn an_outline_keeps_what_a_parser_sees() {
    assert_eq!(outline(b"ab=c1&d=%2F+x"), b"w=w&w=%uu+w");
    assert_ne!(outline(b"a=%2f"), outline(b"a=%2F"));
    assert_eq!(outline(b"a=%2F"), outline(b"b=%3A"));
}
