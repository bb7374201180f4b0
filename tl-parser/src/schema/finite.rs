//! Whether every constructor has a value that ends.
//!
//! In: linked combinators. Out: a report for each circle of constructors that hold each other in every value. A field
//! under a condition, a vector or another constructor of the type breaks a circle. The work grows with the size of the
//! schema alone, and nothing recurses deeper than a type is nested.

use super::model::{Arg, Combinator, CombinatorId, Field, Kind, TypeId, TypeRef};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// Facts that follow from facts: a rule's head holds once all of its body holds.
struct Rules {
    heads: Vec<usize>,
    open: Vec<usize>,
    /// For each fact the rules in whose body it stands.
    uses: Vec<Vec<usize>>,
}

impl Rules {
    fn new(facts: usize) -> Self {
        Self { heads: Vec::new(), open: Vec::new(), uses: vec![Vec::new(); facts] }
    }

    fn add(&mut self, head: usize, body: impl IntoIterator<Item = usize>) {
        let rule = self.heads.len();
        let mut open = 0;
        for fact in body {
            if let Some(uses) = self.uses.get_mut(fact) {
                uses.push(rule);
                open += 1;
            }
        }
        self.heads.push(head);
        self.open.push(open);
    }

    fn solve(mut self) -> Vec<bool> {
        let mut holds = vec![false; self.uses.len()];
        let mut ready: Vec<usize> =
            (0..self.heads.len()).filter(|rule| self.open.get(*rule) == Some(&0)).collect();
        while let Some(rule) = ready.pop() {
            let Some(head) = self.heads.get(rule).copied() else { continue };
            if holds.get_mut(head).is_none_or(|fact| std::mem::replace(fact, true)) {
                continue;
            }
            for user in self.uses.get_mut(head).map(std::mem::take).unwrap_or_default() {
                if let Some(open) = self.open.get_mut(user) {
                    *open -= 1;
                    if *open == 0 {
                        ready.push(user);
                    }
                }
            }
        }
        holds
    }
}

struct Finite<'a> {
    combinators: &'a [Combinator],
    /// The constructors of each type.
    types: &'a [&'a [CombinatorId]],
    /// For each combinator the number of its first template parameter among those of all.
    offsets: Vec<usize>,
    /// For each template parameter whether every value of its constructor holds a value of it.
    strict: Vec<bool>,
}

/// Reports constructors that hold themselves in every value.
pub(super) fn check(combinators: &[Combinator], types: &[&[CombinatorId]], out: &mut Diagnostics) {
    let mut offsets = Vec::with_capacity(combinators.len());
    let mut params = 0;
    for combinator in combinators {
        offsets.push(params);
        params += combinator.params;
    }
    let mut finite = Finite { combinators, types, offsets, strict: Vec::new() };
    finite.strict = finite.strict_params(params);
    let bodies: Vec<Vec<(usize, Span)>> =
        combinators.iter().map(|combinator| finite.needs_of(combinator)).collect();
    let mut rules = Rules::new(combinators.len() + types.len());
    for (number, body) in bodies.iter().enumerate() {
        rules.add(number, body.iter().map(|need| need.0));
    }
    for (number, constructors) in types.iter().enumerate() {
        if constructors.is_empty() {
            rules.add(combinators.len() + number, []);
        }
        for constructor in *constructors {
            rules.add(combinators.len() + number, [constructor.index()]);
        }
    }
    finite.report(&bodies, &rules.solve(), out);
}

/// The fields that every value has.
fn always(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.condition.is_none() && !field.bang)
}

impl Finite<'_> {
    fn param(&self, constructor: CombinatorId, number: usize) -> usize {
        self.offsets.get(constructor.index()).map_or(usize::MAX, |offset| offset + number)
    }

    fn only_constructor(&self, ty: TypeId) -> Option<CombinatorId> {
        match self.types.get(ty.index()) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    /// The type arguments of a type, each with the template parameter that it stands for.
    fn type_args<'t>(&self, ty: &'t TypeRef) -> Vec<(usize, &'t TypeRef)> {
        let (constructor, args) = match ty {
            TypeRef::Bare(constructor, args) => (Some(*constructor), args),
            TypeRef::Boxed(ty, args) => (self.only_constructor(*ty), args),
            _ => return Vec::new(),
        };
        let Some(constructor) = constructor.filter(|_| !args.is_empty()) else { return Vec::new() };
        let result = self.combinators.get(constructor.index()).map(|combinator| &combinator.result);
        let number_of = |place: usize| match (ty, result) {
            (TypeRef::Boxed(..), Some(TypeRef::Boxed(_, own))) => match own.get(place) {
                Some(Arg::Type(TypeRef::Var { var, .. })) => Some(var.index()),
                _ => None,
            },
            _ => Some(place),
        };
        let args = args.iter().enumerate().filter_map(|(place, arg)| match arg {
            Arg::Type(arg) => Some((self.param(constructor, number_of(place)?), arg)),
            Arg::Nat(_) => None,
        });
        args.collect()
    }

    fn strict_params(&self, count: usize) -> Vec<bool> {
        let mut rules = Rules::new(count);
        for (number, combinator) in self.combinators.iter().enumerate().filter(|(_, one)| one.params > 0) {
            let owner = CombinatorId(number as u32);
            for field in always(&combinator.fields) {
                self.add_strict_rules(owner, &field.ty, &mut Vec::new(), &mut rules);
            }
        }
        rules.solve()
    }

    /// `path` holds the parameters through which the type is reached.
    fn add_strict_rules(&self, owner: CombinatorId, ty: &TypeRef, path: &mut Vec<usize>, rules: &mut Rules) {
        match ty {
            TypeRef::Var { var, .. } => rules.add(self.param(owner, var.index()), path.iter().copied()),
            TypeRef::Repeat(repeat) if repeat.count.plus > 0 => {
                for field in always(&repeat.fields) {
                    self.add_strict_rules(owner, &field.ty, path, rules);
                }
            }
            _ => {
                for (param, arg) in self.type_args(ty) {
                    path.push(param);
                    self.add_strict_rules(owner, arg, path, rules);
                    path.pop();
                }
            }
        }
    }

    /// What has to have a value before the constructor has one: constructors, and behind them types.
    fn needs_of(&self, combinator: &Combinator) -> Vec<(usize, Span)> {
        let mut needs = Vec::new();
        if matches!(combinator.kind, Kind::Constructor(_)) {
            for field in always(&combinator.fields) {
                self.add_needs(&field.ty, field.span, &mut needs);
            }
        }
        needs
    }

    fn add_needs(&self, ty: &TypeRef, span: Span, needs: &mut Vec<(usize, Span)>) {
        match ty {
            TypeRef::Bare(constructor, _) => needs.push((constructor.index(), span)),
            TypeRef::Boxed(ty, _) => needs.push((self.combinators.len() + ty.index(), span)),
            TypeRef::Repeat(repeat) if repeat.count.plus > 0 => {
                for field in always(&repeat.fields) {
                    self.add_needs(&field.ty, field.span, needs);
                }
            }
            _ => {}
        }
        for (param, arg) in self.type_args(ty) {
            if self.strict.get(param) == Some(&true) {
                self.add_needs(arg, span, needs);
            }
        }
    }

    /// From each constructor without a value walks to what it lacks, until the walk comes back to itself.
    fn report(&self, bodies: &[Vec<(usize, Span)>], holds: &[bool], out: &mut Diagnostics) {
        let lacks = |fact: usize| holds.get(fact) == Some(&false);
        let next = |fact: usize| match bodies.get(fact) {
            Some(body) => body.iter().copied().find(|need| lacks(need.0)),
            None => {
                let constructors = self.types.get(fact - bodies.len())?;
                constructors.first().map(|first| (first.index(), Span::default()))
            }
        };
        let mut walk_of = vec![0; holds.len()];
        for start in (0..bodies.len()).filter(|fact| lacks(*fact)) {
            let mut path: Vec<(usize, Span)> = Vec::new();
            let mut here = start;
            while walk_of.get(here) == Some(&0) {
                if let Some(mark) = walk_of.get_mut(here) {
                    *mark = start + 1;
                }
                let Some((to, span)) = next(here) else { break };
                path.push((here, span));
                here = to;
            }
            if walk_of.get(here) == Some(&(start + 1)) {
                let circle = path.iter().position(|step| step.0 == here).and_then(|first| path.get(first..));
                out.push(self.endless(circle.unwrap_or_default()));
            }
        }
    }

    fn endless(&self, circle: &[(usize, Span)]) -> Diagnostic {
        let mut steps =
            circle.iter().filter_map(|(fact, span)| Some((&self.combinators.get(*fact)?.name, *span)));
        let (name, span) =
            steps.next().map_or((String::new(), Span::default()), |(name, span)| (name.clone(), span));
        let message = format!("every `{name}` holds another one, so no value of it ends");
        let mut found =
            Diagnostic::new(Code::InfiniteSize, span, message).note("this field leads back to it");
        // A circle through half a schema is not easier to read with a hundred labels.
        for (through, span) in steps.take(8) {
            found = found.label(span, format!("through this field of `{through}`"));
        }
        found.help("put a field of the circle under a condition or into a vector, or give its type another constructor")
    }
}
