//! Messages with a member missing, twice, too large, of another kind, or one too many.

use cosmwasm_std::Binary;
use fastrand::Rng;
use serde_json::Value;

/// Does something to a message; says what.
pub fn garble(rng: &mut Rng, json: &Binary) -> (Binary, String) {
    let mut value: Value = serde_json::from_slice(json).expect("a message is JSON");
    let members = paths(&value);
    let path = members[rng.usize(..members.len())].clone();
    let shown = path.join("/");
    let (parent, key) = (path[..path.len() - 1].to_vec(), path[path.len() - 1].clone());
    match rng.u8(..5) {
        0 => {
            if let Some(Value::Object(members)) = at(&mut value, &parent) {
                members.shift_remove(&key);
            }
            (bytes(&value), format!("without {shown}"))
        }
        1 => {
            let twice = format!("\"{key}\":");
            let text = value.to_string();
            (
                Binary::from(text.replacen(&twice, &format!("{twice}null,{twice}"), 1).as_bytes()),
                format!("{shown} twice"),
            )
        }
        2 => {
            if let Some(member) = at(&mut value, &path) {
                *member = Value::String("f".repeat(70_000));
            }
            (bytes(&value), format!("{shown} too large"))
        }
        3 => {
            if let Some(member) = at(&mut value, &path) {
                *member = if member.is_number() { Value::Null } else { Value::from(-1) };
            }
            (bytes(&value), format!("{shown} of another kind"))
        }
        _ => {
            if let Some(Value::Object(members)) = at(&mut value, &parent) {
                members.insert("surplus".into(), Value::Bool(true));
            }
            (bytes(&value), format!("one more beside {shown}"))
        }
    }
}

fn bytes(value: &Value) -> Binary {
    Binary::from(value.to_string().as_bytes())
}

fn at<'a>(value: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, key| value.get_mut(key))
}

/// The paths to every member of every object.
fn paths(value: &Value) -> Vec<Vec<String>> {
    let Value::Object(members) = value else { return vec![] };
    let mut all = vec![];
    for (key, member) in members {
        all.push(vec![key.clone()]);
        all.extend(paths(member).into_iter().map(|below| [vec![key.clone()], below].concat()));
    }
    all
}
