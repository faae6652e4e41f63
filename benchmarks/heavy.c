/* The heaviest submodels of coopsim by hand in C: meetings, contribution, trust, elections.
 *
 * Written as one would write them in C: arrays of structs, matrices row by row, every function in this one file, so that the compiler
 * may inline all of them. Same equations in the same order, same polynomials, same keyed random numbers as the Python rules, so the results
 * agree bit for bit (compile with -ffp-contract=off). The fields of the structs are those that these submodels use;
 * heavy_c.py reads the structs from this file and fills them by name. Codes (CODE_...) and random processes (DRAW_...) come as
 * definitions on the compiler's command line.
 */

#include <math.h>
#include <stdint.h>
#include <string.h>

struct parameters {
    double attend_base, formal_contact, informal_share, working_contact, written, reserve, promise_strength, assurance_fade;
    double pledge, caution, assurance_weight, interest_weight, ownership_weight, stake_scale, region_weight, interest_share;
    double yardstick, insult, keeping_up, voter_restraint, milestone_effect;
    double capacity_shock, adjustment, meeting_effort, watching_effort;
    double misperception, uncertainty_base, inventory_effect, scale_most, scale_low, scale_high;
    double host_bonus, closeness_loss, displacement;
    double noise, working_rate, trust_gain, trust_loss_ratio, trust_decision, trust_decay, expectation_rate;
    double trust_start, newcomer_carry, trust_spread, impulse_renewal;
    double voter_spread, control_weight, visibility, loss_aversion, gap_scale, judgement_rate;
    double runs_again, incumbent_base, incumbent_approval, council_mean, council_spread;
    double attitude_mean, attitude_spread, share_conditional, share_free_rider, slope_low, slope_high, steady_high;
};

struct scenario {
    double person_dependence, no_good_practice;
    int64_t council_term;
};

struct known_town { uint64_t id; int64_t runs_again; };
struct known_county { uint64_t id; };
struct form { double meetings, informal, face_to_face, monitoring, levy, reporting, control; };
struct function { double spending, poolable, site_bound; };

struct alliance {
    int64_t form, talks, meets, members, month_implementation, council_next;
    int64_t elections, incumbents, incumbents_won, turnovers, event_count;
    double habit, extent, facilitation, secretariat, external_staff, approach_staff, overhead, effort, effort_members, recent_success;
};

struct town {
    int64_t talks, member, bound, attending, merged;
    double population, room, capacity, identity, competition, commitment, ownership, satisfaction, assurance, trust;
    double contribution, target, shock, stake, milestones, contribution_sum, contribution_months;
    double news, voter_pressure, fear, approval, council, benefit, loss;
};

struct office { int64_t next_election, term, ordinal, type; double attitude, slope, steady; };
struct project { int64_t function, area, kind, status, host; double scale, value, estimate, work, left, clarity, shaping, reach; };

struct model {
    int64_t towns, offices, projects;
    const struct parameters *p;
    const struct scenario *scenario;
    const struct known_town *known_town;
    const struct known_county *known_county;
    const struct form *forms;
    const struct function *functions;
    const uint64_t *tie_id;
    struct alliance *alliance;
    struct town *town;
    struct office *office;
    struct project *project;
    double *lever, *need, *endowment;
    double *trust, *personal, *institutional, *baseline, *expected, *contact, *near, *favour;
    double *mismatch, *misread, *partner, *transfer, *alone_gain;
};

/* ---------------------------------------------------------------- numbers */

static inline double least(double a, double b) { return b < a ? b : a; }
static inline double most(double a, double b) { return b > a ? b : a; }
static inline double clamp(double x, double low, double high) { return x < low ? low : (x > high ? high : x); }
static inline uint64_t bits_of(double x) { uint64_t u; memcpy(&u, &x, 8); return u; }
static inline double number_of(uint64_t u) { double x; memcpy(&x, &u, 8); return x; }

static inline double exponential(double x) {
    x = x < -708.0 ? -708.0 : (x > 709.0 ? 709.0 : x);
    double shifted = x * 1.44269504088896338700e00 + 6755399441055744.0;
    double k = shifted - 6755399441055744.0;
    double high = x - k * 6.93147180369123816490e-01, low = k * 1.90821492927058770002e-10;
    double r = high - low, t = r * r;
    double c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05
        + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    double to_the_r = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
    return to_the_r * number_of((bits_of(shifted) + 1023u) << 52);
}

static double logarithm(double x) {
    if (x != x) return x;
    x = x < 2.2250738585072014e-308 ? 2.2250738585072014e-308 : (x > 1.7976931348623157e308 ? 1.7976931348623157e308 : x);
    uint64_t bits = bits_of(x) + (0x3FF0000000000000u - 0x3FE6A09E00000000u);
    double k = (double)(int64_t)(bits >> 52) - 1023.0;
    double f = number_of((bits & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E00000000u) - 1.0;
    double half_square = 0.5 * f * f, q = f / (2.0 + f), z = q * q, v = z * z;
    double odd = v * (3.999999999940941908e-01 + v * (2.222219843214978396e-01 + v * 1.531383769920937332e-01));
    double even = z * (6.666666666666735130e-01 + v * (2.857142874366239149e-01 + v * (1.818357216161805012e-01 + v * 1.479819860511658591e-01)));
    return k * 6.93147180369123816490e-01
        - ((half_square - (q * (half_square + (odd + even)) + k * 1.90821492927058770002e-10)) - f);
}

static double logistic(double x) {
    double e = exponential(-fabs(x));
    return (x >= 0.0 ? 1.0 : e) / (1.0 + e);
}

static double ratio_of_polynomials(const double *a, const double *b, double r) {
    double numerator = a[0], denominator = b[0];
    for (int i = 1; i < 8; i++) {
        numerator = numerator * r + a[i];
        denominator = denominator * r + b[i];
    }
    return numerator / denominator;
}

static double normal_quantile(double probability) {
    static const double a[3][8] = {
        {2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
         1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0},
        {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
         3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0},
        {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
         2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0}};
    static const double b[3][8] = {
        {5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
         5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0},
        {1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
         6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0},
        {2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
         1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0}};
    double x = clamp(probability, 1e-300, 0.9999999999999999);
    double q = x - 0.5;
    if (fabs(q) <= 0.425) {
        double r = 0.180625 - q * q;
        double numerator = a[0][0], denominator = b[0][0];
        for (int i = 1; i < 8; i++) {
            numerator = numerator * r + a[0][i];
            denominator = denominator * r + b[0][i];
        }
        return q * numerator / denominator;
    }
    double r = sqrt(-logarithm(q < 0.0 ? x : 1.0 - x));
    double z = r <= 5.0 ? ratio_of_polynomials(a[1], b[1], r - 1.6) : ratio_of_polynomials(a[2], b[2], r - 5.0);
    return q < 0.0 ? -z : z;
}

/* ---------------------------------------------------------------- keyed random numbers */

#define GOLDEN 0x9E3779B97F4A7C15u

static inline uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static inline uint64_t run_key(uint64_t seed, uint64_t run) { return mix(mix(seed + 0xD1B54A32D192ED03u) + GOLDEN * run); }

static inline double uniform(uint64_t key, uint64_t process, int64_t month, uint64_t who) {
    uint64_t counter = (process << 32) + (uint64_t)month;
    uint64_t bits = mix(mix(mix(key + GOLDEN * counter) + who) ^ key);
    return number_of((bits >> 12) | 0x3FF0000000000000u) - 0.9999999999999999;
}

static inline double normal(uint64_t key, uint64_t process, int64_t month, uint64_t who) {
    return normal_quantile(uniform(key, process, month, who));
}

static inline uint64_t indexed_id(uint64_t owner, int64_t k) { return mix(mix(owner + 0xDB4F0B9175AE2165u) + GOLDEN * (uint64_t)k); }

/* ---------------------------------------------------------------- meetings */

static double towards(double own, double others, double weight) { return own + weight * (others - own); }
static double lifted(double belief, double promised, double lift) { return belief + lift * most(0.0, promised - belief); }
static double untold(double reserve, double openness) { return reserve * (1.0 - openness); }

static int meets_this_month(int64_t month, double per_year) {
    return (int64_t)((double)(month + 1) * per_year / 12.0) > (int64_t)((double)month * per_year / 12.0);
}

static void meet(int64_t month, uint64_t key, struct model *m) {
    const struct parameters *p = m->p;
    struct alliance *alliance = m->alliance;
    const struct form *form = &m->forms[alliance->form];
    const int64_t n = m->towns;
    double held = meets_this_month(month, form->meetings) ? 1.0 : 0.0;
    int decides = meets_this_month(month, most(2.0, form->meetings));
    double working = p->working_contact * (m->lever[CODE_INTERACTIVE_FORMATS] + alliance->facilitation);
    int64_t attending = 0;
    double talks_now[n], attends_now[n]; /* flat copies, so that the loop over pairs can be vectorised */
    for (int64_t i = 0; i < n; i++) {
        struct town *town = &m->town[i];
        int comes = uniform(key, DRAW_ATTENDANCE, month, m->known_town[i].id) < p->attend_base * alliance->habit;
        town->attending = comes ? town->talks : 0;
        attending += town->attending;
        talks_now[i] = (double)town->talks;
        attends_now[i] = (double)town->attending;
    }
    if (attending < 2) {
        held = 0.0;
        decides = decides && form->meetings <= 0.0;
    }
    alliance->meets = decides ? alliance->talks : 0;
    double present = form->face_to_face + p->written * (1.0 - form->face_to_face);
    double formal = p->formal_contact * held * present;
    double informal = p->formal_contact * p->informal_share * form->informal / 12.0 * alliance->habit;
    double told = 1.0 - untold(p->reserve, m->lever[CODE_OPEN_COMMUNICATION]);
    for (int64_t i = 0; i < n; i++) {
        struct town *town = &m->town[i];
        double *restrict contact = m->contact + i * n;
        const double *restrict near = m->near + i * n;
        for (int64_t j = 0; j < n; j++) {
            double now = 1.0 - exponential(-(formal * (attends_now[i] * attends_now[j]) + informal * near[j] + working));
            contact[j] = i == j ? 0.0 : talks_now[i] * talks_now[j] * now;
        }
        double listeners = held * (double)(town->attending * (attending - 1));
        double heard = 1.0 - exponential(-p->promise_strength * told * present * listeners);
        town->assurance = town->assurance + heard * (1.0 - town->assurance) - p->assurance_fade * town->assurance;
    }
}

/* ---------------------------------------------------------------- contribution, and what a joint service is worth */

static double scale_saving(double population, double highest, double low, double high) {
    if (population <= low) return highest;
    if (population >= high) return 0.0;
    return highest * logarithm(high / population) / logarithm(high / low);
}

static double fitting(double mismatch, double shaping) { return clamp(1.0 - mismatch * (1.0 - shaping), 0.0, 1.0); }

static double service_gain(int64_t k, int64_t i, int64_t host, double joint, const struct model *m) {
    const struct parameters *p = m->p;
    const struct project *project = &m->project[k];
    const struct function *function = &m->functions[project->function];
    const int64_t n = m->towns;
    double fit = fitting(m->mismatch[k * n + i], project->shaping);
    double value = project->value * m->need[i * CODE_AREAS + project->area] * fit;
    if (project->kind == CODE_SHARE) return value;
    if (project->kind == CODE_POOL) {
        double room = m->town[i].room - scale_saving(joint, p->scale_most, p->scale_low, p->scale_high);
        return project->scale * function->spending * function->poolable * room * fit;
    }
    double gain = value * (1.0 - function->site_bound + function->site_bound * m->near[i * n + host]);
    if (i == host) gain += p->host_bonus * project->value * function->site_bound;
    return gain;
}

static double displacement(int64_t k, int64_t i, int64_t host, const struct model *m) {
    const struct parameters *p = m->p;
    const struct project *project = &m->project[k];
    const struct function *function = &m->functions[project->function];
    if (i == host || project->kind == CODE_SHARE) return 0.0;
    if (project->kind == CODE_POOL) return p->closeness_loss * project->scale * function->spending * function->poolable * function->site_bound;
    return p->displacement * project->value * function->site_bound * m->endowment[i * CODE_AREAS + project->area] * m->near[i * m->towns + host];
}

static double cost_share(int64_t k, double joint, double cost, const struct model *m) {
    const struct project *project = &m->project[k];
    if (project->kind == CODE_BUILD) return cost * most(1.0, m->p->scale_high / most(1.0, joint));
    return project->kind == CODE_ADVOCATE ? 0.0 : cost;
}

static double perceived_gain(int64_t k, int64_t i, int64_t host, double joint, const struct model *m) {
    const struct parameters *p = m->p;
    const struct project *project = &m->project[k];
    double unclear = p->misperception * (1.0 - project->clarity) * (p->uncertainty_base + m->scenario->no_good_practice);
    unclear *= 1.0 - p->inventory_effect * m->lever[CODE_NEEDS_AND_STRENGTHS];
    double own = service_gain(k, i, host, joint, m) - displacement(k, i, host, m) - cost_share(k, joint, project->estimate, m);
    double gain = own - m->alone_gain[k * m->towns + i];
    return gain + unclear * project->value * m->misread[k * m->towns + i];
}

static double stakes(struct model *m) {
    const int64_t n = m->towns;
    double visible = m->p->milestone_effect * m->lever[CODE_COMMON_OBJECTIVES];
    for (int64_t i = 0; i < n; i++) m->town[i].stake = m->town[i].milestones = 0.0;
    for (int64_t k = 0; k < m->projects; k++) {
        const struct project *project = &m->project[k];
        if (project->status < CODE_RUNNING || project->status >= CODE_DELIVERED) continue;
        double done = clamp(1.0 - project->left / most(1e-9, project->work), 0.0, 1.0);
        for (int64_t i = 0; i < n; i++)
            if (m->partner[k * n + i] > 0.0) {
                double gain = perceived_gain(k, i, project->host, project->reach, m) + m->transfer[k * n + i];
                m->town[i].stake += gain;
                m->town[i].milestones += visible * done * gain;
            }
    }
    double total = 0.0, population = 0.0;
    for (int64_t i = 0; i < n; i++)
        if (m->town[i].member == 1) {
            total += m->town[i].stake * m->town[i].population;
            population += m->town[i].population;
        }
    return total / most(1.0, population);
}

static double drawn_out(double amount, double scale, double weight) { return weight * most(0.0, amount) / (most(0.0, amount) + scale); }

static void contribute(int64_t month, uint64_t key, struct model *m) {
    const struct parameters *p = m->p;
    struct alliance *alliance = m->alliance;
    const struct form *form = &m->forms[alliance->form];
    const int64_t n = m->towns;
    double regional_stake = stakes(m);
    double levied = form->levy * alliance->extent * form->monitoring * p->pledge;
    alliance->effort_members = 0.0;
    for (int64_t i = 0; i < n; i++) {
        struct town *town = &m->town[i];
        if (town->member == 0) {
            town->contribution = town->target = town->shock = 0.0;
            continue;
        }
        const double *trust = m->trust + i * n, *expected = m->expected + i * n;
        double others = 0.0, belief = 0.0, behind = 0.0;
        for (int64_t j = 0; j < n; j++)
            if (j != i && m->town[j].member == 1) {
                others += 1.0;
                behind += most(0.0, m->town[j].benefit - town->benefit);
                belief += expected[j] * (1.0 - p->caution * (1.0 - trust[j]));
            }
        belief = lifted(belief / most(1.0, others), p->pledge, p->assurance_weight * town->assurance);
        double likely = least(1.0, belief / p->pledge);
        double interest = drawn_out(town->stake * likely, p->stake_scale, p->interest_weight * (1.0 + p->ownership_weight * town->ownership));
        double region = drawn_out(regional_stake, p->stake_scale, p->region_weight * town->identity);
        const struct office *office = &m->office[i];
        double slope = towards(office->slope, 1.0, p->yardstick * m->lever[CODE_COMMON_OBJECTIVES]);
        double wanted;
        if (office->type == CODE_CONDITIONAL) wanted = slope * belief * (1.0 - p->insult * form->monitoring * town->trust) + interest + region;
        else if (office->type == CODE_FREE_RIDER) wanted = p->interest_share * interest + region;
        else wanted = office->steady + p->interest_share * interest + region;
        wanted += drawn_out(behind / most(1.0, others), p->stake_scale, p->keeping_up * town->competition);
        wanted *= 1.0 - p->voter_restraint * town->fear;
        town->target = towards(town->target, clamp(wanted * (0.5 + town->commitment), 0.0, 1.0), p->adjustment);
        double given = most(town->target, levied * (double)town->bound);
        double u = uniform(key, DRAW_CAPACITY, month, m->known_town[i].id);
        town->shock = given * p->capacity_shock * u * u;
        town->contribution = given - town->shock;
        alliance->effort_members += town->contribution * town->capacity;
        if (alliance->month_implementation >= 0 && month - alliance->month_implementation <= 60) {
            town->contribution_sum += town->contribution;
            town->contribution_months += 1.0;
        }
    }
    double meetings = (form->meetings + p->informal_share * form->informal) * alliance->habit;
    double watching = least(alliance->secretariat, p->watching_effort * form->monitoring * (double)alliance->members);
    alliance->overhead = alliance->approach_staff + p->meeting_effort * meetings / 12.0 * (double)alliance->members + watching;
    alliance->effort = most(0.0, alliance->effort_members + alliance->secretariat + alliance->external_staff - alliance->overhead);
}

/* ---------------------------------------------------------------- trust */

static inline double trust_after(double trust, double surprise, double gain, double loss) {
    if (surprise >= 0.0) return trust + least(1.0, gain * surprise) * (1.0 - trust);
    return trust + most(-1.0, loss * surprise) * trust;
}

static void update_trust(int64_t month, uint64_t key, struct model *m) {
    const struct parameters *p = m->p;
    const int64_t n = m->towns;
    double monitoring = m->forms[m->alliance->form].monitoring;
    double unsaid = untold(p->reserve, m->lever[CODE_OPEN_COMMUNICATION]);
    double noise = p->noise * unsaid * (1.0 - monitoring);
    double gain = p->trust_gain, loss = p->trust_gain * p->trust_loss_ratio, success = m->alliance->recent_success;
    double decay = p->trust_decay, working_rate = p->working_rate, expectation_rate = p->expectation_rate, share = m->scenario->person_dependence;
    double member_now[n], contribution_now[n], excused_now[n]; /* flat copies, as in meet */
    for (int64_t i = 0; i < n; i++) {
        member_now[i] = (double)m->town[i].member;
        contribution_now[i] = m->town[i].contribution;
        excused_now[i] = (1.0 - unsaid) * m->town[i].shock;
    }
    for (int64_t i = 0; i < n; i++) {
        struct town *town = &m->town[i];
        double news = p->trust_decision * (town->news > 0.0 ? town->news * (1.0 - success) : town->news * success);
        double member = member_now[i];
        town->news = 0.0;
        double *restrict trust = m->trust + i * n, *restrict personal = m->personal + i * n;
        double *restrict institutional = m->institutional + i * n, *restrict expected = m->expected + i * n;
        const double *restrict baseline = m->baseline + i * n, *restrict contacts = m->contact + i * n;
        const uint64_t *restrict tie_id = m->tie_id + i * n;
        for (int64_t j = 0; j < n; j++) {
            if (i == j) continue;
            int partners = member * member_now[j] > 0.0;
            double contact = contacts[j], by_person = personal[j], by_institution = institutional[j];
            if (partners) {
                double watch = 1.0 - (1.0 - contact) * (1.0 - monitoring);
                double u = uniform(key, DRAW_SEEN, month, tie_id[j]);
                double seen = clamp(contribution_now[j] + excused_now[j] + noise * 3.4641016151377544 * (u - 0.5), 0.0, 1.0);
                by_person = trust_after(by_person, watch * (seen - expected[j]) + news, gain, loss);
                expected[j] = towards(expected[j], seen, expectation_rate * watch);
            }
            by_person = towards(by_person, baseline[j], decay / 12.0 * (1.0 - contact));
            if (partners) by_institution = towards(by_institution, by_person, working_rate * contact);
            personal[j] = by_person;
            institutional[j] = by_institution;
            trust[j] = share * by_person + (1.0 - share) * by_institution;
        }
        double total = 0.0, others = 0.0;
        for (int64_t j = 0; j < n; j++)
            if (i != j && m->town[j].talks == 1) {
                total += trust[j];
                others += 1.0;
            }
        if (others > 0.0) town->trust = total / others;
    }
}

/* ---------------------------------------------------------------- elections */

static void draw_office_holder(int64_t month, uint64_t key, struct office *office, uint64_t who, const struct parameters *p) {
    uint64_t term = indexed_id(who, office->ordinal > 0);
    office->attitude = clamp(p->attitude_mean + p->attitude_spread * normal(key, DRAW_OFFICE_ATTITUDE, month, term), -1.0, 1.0);
    double u = uniform(key, DRAW_OFFICE_TYPE, month, term);
    office->type = u < p->share_conditional ? CODE_CONDITIONAL
        : (u < p->share_conditional + p->share_free_rider ? CODE_FREE_RIDER : CODE_OTHER);
    office->slope = p->slope_low + (p->slope_high - p->slope_low) * uniform(key, DRAW_OFFICE_SLOPE, month, term);
    office->steady = p->steady_high * uniform(key, DRAW_OFFICE_STEADY, month, term);
}

static void get_to_know(int64_t month, uint64_t key, int64_t tie, uint64_t meeting, struct model *m) {
    const struct parameters *p = m->p;
    double promised = p->pledge * least(1.0, 0.5 + m->trust[tie]);
    m->expected[tie] = lifted(m->expected[tie], promised, p->impulse_renewal);
    double chance = p->trust_spread * normal(key, DRAW_NEWCOMER_TRUST, month, meeting);
    m->personal[tie] = clamp(p->newcomer_carry * m->institutional[tie] + (1.0 - p->newcomer_carry) * p->trust_start + chance, 0.0, 1.0);
}

static void change_of_office(int64_t month, uint64_t key, int64_t o, struct model *m) {
    const int64_t n = m->towns;
    struct office *office = &m->office[o];
    office->ordinal += 1;
    draw_office_holder(month, key, office, o < n ? m->known_town[o].id : m->known_county[o - n].id, m->p);
    m->alliance->turnovers += 1;
    if (o >= n) return;
    struct town *town = &m->town[o];
    double kept = 1.0 - m->scenario->person_dependence;
    town->approval = 0.0;
    town->ownership *= kept;
    town->satisfaction *= kept;
    town->assurance *= kept;
    for (int64_t j = 0; j < n; j++) {
        if (j == o) continue;
        for (int direction = 0; direction < 2; direction++) {
            int64_t tie = direction == 0 ? o * n + j : j * n + o;
            m->favour[tie] *= kept;
            get_to_know(month, key, tie, indexed_id(m->tie_id[tie], direction), m);
        }
    }
}

static void hold_election(int64_t month, uint64_t key, int64_t o, struct model *m) {
    const struct parameters *p = m->p;
    struct alliance *alliance = m->alliance;
    struct office *office = &m->office[o];
    const int64_t n = m->towns;
    uint64_t who = o < n ? m->known_town[o].id : m->known_county[o - n].id;
    int runs = uniform(key, DRAW_RUNS_AGAIN, month, who) < p->runs_again;
    if (o < n && office->ordinal == 0 && m->known_town[o].runs_again >= 0) runs = m->known_town[o].runs_again == 1;
    double approval = o < n ? m->town[o].approval : 0.0;
    double chance = logistic(p->incumbent_base + p->incumbent_approval * approval);
    int kept = runs && uniform(key, DRAW_ELECTION_NIGHT, month, who) < chance;
    office->next_election = month + office->term;
    if (o < n) {
        alliance->elections += 1;
        alliance->incumbents += runs;
        alliance->incumbents_won += kept;
    }
    alliance->event_count += 1;
    if (kept) office->ordinal += 1;
    else change_of_office(month, key, o, m);
}

static void elections(int64_t month, uint64_t key, struct model *m) {
    const struct parameters *p = m->p;
    struct alliance *alliance = m->alliance;
    const struct form *form = &m->forms[alliance->form];
    for (int64_t i = 0; i < m->towns; i++) {
        struct town *town = &m->town[i];
        town->fear = clamp(town->voter_pressure * (1.0 - (town->identity - p->voter_spread)), 0.0, 1.0);
        double control = p->control_weight * form->control * alliance->extent * (1.0 - form->reporting) * (double)town->bound;
        double results = most(0.0, town->benefit) * p->visibility + town->milestones;
        double balance = results - (p->loss_aversion * town->loss + control) * (1.0 - town->identity);
        double x = balance / p->gap_scale;
        town->approval = towards(town->approval, x / (1.0 + fabs(x)), p->judgement_rate);
    }
    for (int64_t o = 0; o < m->offices; o++)
        if (month == m->office[o].next_election && !(o < m->towns && m->town[o].merged == 1)) hold_election(month, key, o, m);
    int64_t since = month - alliance->council_next;
    if (since < 0 || since % m->scenario->council_term != 0) return;
    alliance->event_count += 1;
    for (int64_t i = 0; i < m->towns; i++) {
        struct town *town = &m->town[i];
        double drawn = p->council_mean + p->council_spread * normal(key, DRAW_COUNCIL_ELECTION, month, m->known_town[i].id);
        town->council = towards(town->council, clamp(drawn, -1.0, 1.0), 0.5);
    }
}

/* ---------------------------------------------------------------- many runs */

/* Every run starts from the same state (`start`, `size` bytes, copied to `state`, in which all changing arrays lie);
 * rows: 4 numbers per run, mean trust, mean contribution, mean approval, turnovers. */
void run_many(struct model *m, void *state, const void *start, int64_t size, uint64_t seed, const uint64_t *runs, int64_t count, int64_t months, double *rows) {
    const int64_t n = m->towns;
    for (int64_t r = 0; r < count; r++) {
        memcpy(state, start, (size_t)size);
        uint64_t key = run_key(seed, runs[r]);
        for (int64_t month = 0; month < months; month++) {
            meet(month, key, m);
            contribute(month, key, m);
            update_trust(month, key, m);
            elections(month, key, m);
        }
        double trust = 0.0, contribution = 0.0, approval = 0.0;
        for (int64_t i = 0; i < n; i++) {
            trust += m->town[i].trust;
            contribution += m->town[i].contribution;
            approval += m->town[i].approval;
        }
        rows[4 * r] = trust / (double)n;
        rows[4 * r + 1] = contribution / (double)n;
        rows[4 * r + 2] = approval / (double)n;
        rows[4 * r + 3] = (double)m->alliance->turnovers;
    }
}
