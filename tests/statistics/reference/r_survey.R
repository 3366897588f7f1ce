# The figures of r_survey.csv: Rscript tests/statistics/reference/r_survey.R
# R 4.2.2 with survey 4.1.1 (Debian 12: r-base-core, r-cran-survey). The data come with
# R: api (survey: Californian schools), esoph, sleep and InsectSprays (datasets).
suppressMessages(library(survey))
data(api)

figures <- data.frame(what = character(), value = numeric())
say <- function(what, value) {
    figures[nrow(figures) + 1, ] <<- list(what, as.numeric(value))
}

# --- a stratified sample, weighted to known sizes --------------------------------------
dstrat <- svydesign(
    id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc
)
replaced <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)
for (name in c("api00", "enroll")) {
    mean <- svymean(as.formula(paste0("~", name)), dstrat)
    say(paste0("stratified|mean|", name), coef(mean))
    say(paste0("stratified|error|", name), SE(mean))
    mean <- svymean(as.formula(paste0("~", name)), replaced)
    say(paste0("stratified|error_with_replacement|", name), SE(mean))
    say(paste0("stratified|total|", name), coef(svytotal(as.formula(paste0("~", name)), dstrat)))
    say(paste0("stratified|total_error|", name), SE(svytotal(as.formula(paste0("~", name)), dstrat)))
}
w <- weights(dstrat)
say("kish|effective_n", sum(w)^2 / sum(w^2))
say("kish|design_effect", length(w) * sum(w^2) / sum(w)^2)

# --- raking to two margins --------------------------------------------------------------
dclus <- svydesign(id = ~1, weights = ~pw, data = apiclus1)
raked <- rake(
    dclus, list(~stype, ~sch.wide),
    list(
        data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)),
        data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
    ),
    control = list(maxit = 1000, epsilon = 1e-9)
)
cells <- xtabs(weights(raked) ~ apiclus1$stype + apiclus1$sch.wide)
counts <- xtabs(~ apiclus1$stype + apiclus1$sch.wide)
for (i in rownames(cells)) for (j in colnames(cells)) {
    say(paste("raking", "count", i, j, sep = "|"), counts[i, j])
    say(paste("raking", "raked", i, j, sep = "|"), cells[i, j])
}
say("raking|mean|api00", coef(svymean(~api00, raked)))

# --- trends -----------------------------------------------------------------------------
smokers <- c(83, 90, 129, 70)
patients <- c(86, 93, 136, 82)
trend <- prop.trend.test(smokers, patients)
say("trend|smokers|chi", trend$statistic)
say("trend|smokers|p", trend$p.value)
cases <- tapply(esoph$ncases, esoph$alcgp, sum)
everyone <- cases + tapply(esoph$ncontrols, esoph$alcgp, sum)
for (i in seq_along(cases)) {
    say(paste0("trend|esoph|cases|", i), cases[i])
    say(paste0("trend|esoph|n|", i), everyone[i])
}
trend <- prop.trend.test(cases, everyone)
say("trend|esoph|chi", trend$statistic)
say("trend|esoph|p", trend$p.value)

# --- two groups -------------------------------------------------------------------------
say("fisher|p", fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value)
say("z|p", prop.test(c(83, 70), c(86, 82), correct = FALSE)$p.value)
welch <- t.test(extra ~ group, data = sleep)
say("welch|t", welch$statistic)
say("welch|df", welch$parameter)
say("welch|p", welch$p.value)
for (g in 1:2) {
    x <- sleep$extra[sleep$group == g]
    say(paste0("welch|mean|", g), mean(x))
    say(paste0("welch|variance|", g), var(x))
}
hall <- function(n1, m1, v1, n2, m2, v2, skewness) {
    squared <- v1 / n1 + v2 / n2
    t <- (m1 - m2) / sqrt(squared)
    a <- skewness * (v1^1.5 / n1^2 - v2^1.5 / n2^2) / squared^1.5
    c(t, t + a * t^2 / 3 + a^2 * t^3 / 27 + a / 6)
}
transformed <- hall(40, 8.4, 2.0, 2000, 7.9, 3.0, -1.2)
say("hall|t", transformed[1])
say("hall|transformed", transformed[2])
oneway <- oneway.test(count ~ spray, data = InsectSprays)
say("welch_anova|F", oneway$statistic)
say("welch_anova|df", oneway$parameter[2])
say("welch_anova|p", oneway$p.value)
for (g in levels(InsectSprays$spray)) {
    x <- InsectSprays$count[InsectSprays$spray == g]
    say(paste0("welch_anova|mean|", g), mean(x))
    say(paste0("welch_anova|variance|", g), var(x))
}
p <- c(0.01, 0.02, 0.03, 0.04, 0.05)
say("holm|1", p.adjust(p, "holm")[1])
say("holm|3", p.adjust(p, "holm")[3])
say("bh|1", p.adjust(p, "BH")[1])
say("wilson|low", prop.test(15, 50, correct = FALSE)$conf.int[1])
say("wilson|high", prop.test(15, 50, correct = FALSE)$conf.int[2])

# --- Paule-Mandel, by its definition and R's root finder: the eight schools (Rubin 1981) --
y <- c(28, 8, -3, 7, -1, 1, 18, 12)
s <- c(15, 10, 16, 11, 9, 11, 10, 18)
spread <- c(28, 8, -30, 7, -1, 45, 18, 12)
q <- function(t2, y) {
    w <- 1 / (s^2 + t2)
    sum(w * (y - sum(w * y) / sum(w))^2) - (length(y) - 1)
}
say("paule_mandel|schools", if (q(0, y) <= 0) 0 else uniroot(q, c(0, 1e4), y = y, tol = 1e-12)$root)
say("paule_mandel|spread", uniroot(q, c(0, 1e4), y = spread, tol = 1e-12)$root)

arguments <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("--file=", "", arguments[grep("--file=", arguments)]))
figures$value <- sprintf("%.12g", figures$value)
write.csv(figures, file.path(here, "r_survey.csv"), row.names = FALSE, quote = FALSE)
